/** The indices of the values from the least to the greatest; equal ones keep their order. */
export const orderOf = (values: Float64Array): Uint32Array =>
  Uint32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b);
