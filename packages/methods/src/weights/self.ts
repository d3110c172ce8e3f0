import type { Weights } from './weights.ts';

/**
 * The same weights with every place in its own neighbourhood. It keeps the weight its row gives it; where the row
 * gives none it gets the row's largest (1 for binary weights, 1/k for standardised rows of k), 1 if the row is empty.
 */
export const withSelf = (weights: Weights): Weights => {
  const { n, offsets, neighbours, values } = weights;
  const lists = selfListed(weights);
  const missing = n - lists.reduce((sum, listed) => sum + listed, 0);
  const wider = new Uint32Array(neighbours.length + missing);
  const widerOffsets = new Uint32Array(n + 1);
  const widerValues = values && new Float64Array(wider.length);
  let edge = 0;
  for (let i = 0; i < n; i++) {
    let largest = 0;
    for (let e = offsets[i]!, end = offsets[i + 1]!; e < end; e++) {
      wider[edge] = neighbours[e]!;
      if (values && widerValues) {
        widerValues[edge] = values[e]!;
        if (values[e]! > largest) largest = values[e]!;
      }
      edge++;
    }
    if (!lists[i]) {
      wider[edge] = i;
      if (widerValues) widerValues[edge] = largest > 0 ? largest : 1;
      edge++;
    }
    widerOffsets[i + 1] = edge;
  }
  return { n, offsets: widerOffsets, neighbours: wider, values: widerValues };
};

/** The same weights with no place in its own neighbourhood. O(edges), no copy when there is none. */
export const withoutSelf = (weights: Weights): Weights => {
  const { n, offsets, neighbours, values } = weights;
  const lists = selfListed(weights);
  const listed = lists.reduce((sum, one) => sum + one, 0);
  if (listed === 0) return weights;
  const narrowerOffsets = new Uint32Array(n + 1);
  const narrower = new Uint32Array(neighbours.length - listed);
  const narrowerValues = values && new Float64Array(narrower.length);
  let edge = 0;
  for (let i = 0; i < n; i++) {
    for (let e = offsets[i]!, end = offsets[i + 1]!; e < end; e++) {
      if (neighbours[e] === i) continue;
      narrower[edge] = neighbours[e]!;
      if (values && narrowerValues) narrowerValues[edge] = values[e]!;
      edge++;
    }
    narrowerOffsets[i + 1] = edge;
  }
  return { n, offsets: narrowerOffsets, neighbours: narrower, values: narrowerValues };
};

/** 1 for every place that its own row lists. */
const selfListed = ({ n, offsets, neighbours }: Weights): Uint8Array => {
  const listed = new Uint8Array(n);
  for (let i = 0; i < n; i++)
    for (let e = offsets[i]!, end = offsets[i + 1]!; e < end; e++) if (neighbours[e] === i) listed[i] = 1;
  return listed;
};
