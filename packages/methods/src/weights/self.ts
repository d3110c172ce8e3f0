import type { Weights } from './weights.ts';

/**
 * The same weights with every place in its own neighbourhood, at the end of its row. A place that its row lists keeps
 * its weight; otherwise it gets the row's largest (1 for binary weights, 1/k for standardised rows of k), 1 if empty.
 * O(edges).
 */
export const withSelf = (weights: Weights): Weights => {
  const { n, values } = weights;
  const rows = withoutSelf(weights);
  const offsets = new Uint32Array(n + 1);
  const neighbours = new Uint32Array(rows.neighbours.length + n);
  for (let i = 0; i < n; i++) {
    const end = rows.offsets[i + 1]!;
    for (let e = rows.offsets[i]!; e < end; e++) neighbours[e + i] = rows.neighbours[e]!;
    neighbours[end + i] = i;
    offsets[i + 1] = end + i + 1;
  }
  if (!values || !rows.values) return { n, offsets, neighbours };
  const wider = new Float64Array(neighbours.length);
  for (let i = 0; i < n; i++) {
    let largest = 0;
    for (let e = rows.offsets[i]!, end = rows.offsets[i + 1]!; e < end; e++) {
      wider[e + i] = rows.values[e]!;
      largest = Math.max(largest, rows.values[e]!);
    }
    wider[offsets[i + 1]! - 1] = ownWeight(weights, i) ?? (largest > 0 ? largest : 1);
  }
  return { n, offsets, neighbours, values: wider };
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

/** What a place weighs in its own row, if it is listed there. */
const ownWeight = ({ offsets, neighbours, values }: Weights, i: number): number | undefined => {
  for (let e = offsets[i]!, end = offsets[i + 1]!; e < end; e++) if (neighbours[e] === i) return values![e];
  return undefined;
};
