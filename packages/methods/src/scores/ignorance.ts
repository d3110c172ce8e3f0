import { allFinite, numberWithin } from '../problems.ts';
import { drawsPerRow } from './draws.ts';

/** Where the bins of the VIEWS prediction challenge begin, in fatalities; the last one is open. */
export const VIEWS_BIN_EDGES: readonly number[] = Object.freeze([
  0, 0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5,
]);

export interface IgnoranceOptions {
  /** where each of the bins begins, ascending; the last is open upwards */
  readonly binEdges?: readonly number[];
  /** draws added to every bin, so that what was never drawn is improbable but not impossible */
  readonly pseudocount?: number;
}

/**
 * Ignorance score (IGN) of forecasts given as draws: −log₂ of the probability of the bin that happened, in bits;
 * smaller is better. One bit more: the forecast thought what happened half as probable.
 *
 * @param observed n values, none below the first edge
 * @param samples n rows of m draws, none below the first edge
 * @returns n scores
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n · m). Roulston & Smith (2002), Monthly Weather Review 130(6); bins and pseudocount 1 as in Hegre et al. (2025),
 * The 2023/24 VIEWS Prediction Challenge, Journal of Peace Research.
 */
export const ignorance = (
  observed: Float64Array,
  samples: Float64Array,
  { binEdges = VIEWS_BIN_EDGES, pseudocount = 1 }: IgnoranceOptions = {},
): Float64Array => {
  const draws = drawsPerRow(observed, samples);
  allFinite('observed', observed);
  allFinite('samples', samples);
  numberWithin('pseudocount', pseudocount, 0);
  binEdges.forEach((edge, i) => {
    if (i > 0) numberWithin(`binEdges[${i}]`, edge, binEdges[i - 1]!);
  });
  const lowest = binEdges[0] ?? Number.NEGATIVE_INFINITY;
  for (const y of observed) numberWithin('an observed value', y, lowest);
  return observed.map((y, row) => {
    const bin = binOf(y, binEdges);
    const from = binEdges[bin] ?? Number.NEGATIVE_INFINITY;
    const to = binEdges[bin + 1] ?? Number.POSITIVE_INFINITY;
    let inside = 0;
    for (let i = row * draws; i < (row + 1) * draws; i++) {
      const draw = samples[i]!;
      if (draw < lowest) numberWithin('a draw', draw, lowest);
      if (draw >= from && draw < to) inside++;
    }
    return -Math.log2((inside + pseudocount) / (draws + pseudocount * binEdges.length));
  });
};

const binOf = (value: number, edges: readonly number[]): number => {
  let bin = 0;
  while (bin + 1 < edges.length && value >= edges[bin + 1]!) bin++;
  return bin;
};
