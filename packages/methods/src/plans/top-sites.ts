/** The `count`-th largest of the first `n` values (Hoare's selection); `scratch` is overwritten. */
export const nthLargest = (values: Float64Array, count: number, scratch: Float64Array): number => {
  scratch.set(values);
  let low = 0;
  let high = values.length - 1;
  const want = count - 1;
  while (low < high) {
    const pivot = scratch[(low + high) >> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (scratch[i]! > pivot) i++;
      while (scratch[j]! < pivot) j--;
      if (i <= j) {
        const one = scratch[i]!;
        scratch[i] = scratch[j]!;
        scratch[j] = one;
        i++;
        j--;
      }
    }
    if (want <= j) high = j;
    else if (want >= i) low = i;
    else break;
  }
  return scratch[want]!;
};

/** Writes the places of the `count` largest values, ties by place, ascending. */
export const largest = (
  values: Float64Array,
  count: number,
  scratch: Float64Array,
  into: Int32Array,
): void => {
  if (count === 0) return;
  const edge = nthLargest(values, count, scratch);
  let above = 0;
  for (let j = 0; j < values.length; j++) if (values[j]! > edge) above++;
  let ties = count - above;
  let at = 0;
  for (let j = 0; j < values.length && at < count; j++)
    if (values[j]! > edge || (values[j] === edge && ties-- > 0)) into[at++] = j;
};
