import type { Weights } from './weights.ts';

/**
 * The same weights with every place in its own neighbourhood. A place that its row lists keeps its weight; otherwise it
 * joins the row's end with the row's largest weight (1 for binary weights, 1/k for standardised rows of k), 1 if the row
 * is empty. O(edges).
 */
export const withSelf = ({ n, offsets, neighbours, values }: Weights): Weights => {
  const wider = new Uint32Array(neighbours.length + n);
  const widerOffsets = new Uint32Array(n + 1);
  let edge = 0;
  for (let i = 0; i < n; i++) {
    const to = offsets[i + 1]!;
    let listed = false;
    for (let e = offsets[i]!; e < to; e++) {
      const j = neighbours[e]!;
      if (j === i) listed = true;
      wider[edge++] = j;
    }
    if (!listed) wider[edge++] = i;
    widerOffsets[i + 1] = edge;
  }
  const rows = { n, offsets: widerOffsets, neighbours: wider.subarray(0, edge) };
  return values ? { ...rows, values: widerValues(offsets, values, widerOffsets) } : rows;
};

/** Copies each row's weights and gives the place that was added at its end, if one was, the row's largest. */
const widerValues = (offsets: Uint32Array, values: Float64Array, widerOffsets: Uint32Array): Float64Array => {
  const wider = new Float64Array(widerOffsets.at(-1)!);
  for (let i = 0; i + 1 < offsets.length; i++) {
    const row = values.subarray(offsets[i]!, offsets[i + 1]!);
    wider.set(row, widerOffsets[i]!);
    const own = widerOffsets[i]! + row.length;
    if (own === widerOffsets[i + 1]!) continue;
    const largest = row.reduce((most, weight) => Math.max(most, weight), 0);
    wider[own] = largest > 0 ? largest : 1;
  }
  return wider;
};

/** The same weights with no place in its own neighbourhood. O(edges), no copy when there is none. */
export const withoutSelf = (weights: Weights): Weights => {
  const { n, offsets, neighbours, values } = weights;
  const kept = new Uint32Array(n + 1);
  for (let i = 0; i < n; i++) {
    let others = 0;
    for (let e = offsets[i]!, end = offsets[i + 1]!; e < end; e++) if (neighbours[e] !== i) others++;
    kept[i + 1] = kept[i]! + others;
  }
  if (kept[n] === neighbours.length) return weights;
  const fewer = new Uint32Array(kept[n]!);
  const fewerValues = values && new Float64Array(fewer.length);
  let edge = 0;
  for (let i = 0; i < n; i++)
    for (let e = offsets[i]!, end = offsets[i + 1]!; e < end; e++) {
      if (neighbours[e] === i) continue;
      fewer[edge] = neighbours[e]!;
      if (fewerValues) fewerValues[edge] = values![e]!;
      edge++;
    }
  return { n, offsets: kept, neighbours: fewer, values: fewerValues };
};
