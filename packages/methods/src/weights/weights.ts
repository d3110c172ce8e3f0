import { Problem } from '@bluehelm/kernel/problem';
import { methodProblems } from '../problems.ts';

/**
 * Who is whose neighbour, and how much: a sparse matrix by rows. The neighbours of place `i` are
 * `neighbours[offsets[i] … offsets[i + 1] − 1]`, with the weights at the same positions of `values`.
 * A place need not be its own neighbour; the methods that want that add it themselves.
 */
export interface Weights {
  readonly n: number;
  readonly offsets: Uint32Array;
  readonly neighbours: Uint32Array;
  /** undefined = binary: every neighbour weighs 1 */
  readonly values?: Float64Array | undefined;
}

/**
 * Weights from one list of neighbour numbers (from 0) per place, and the same shape of values if they are not binary.
 * @throws Problem METHOD_WEIGHTS_INVALID for a neighbour that is no place, named twice, or of no usable weight
 */
export const neighbourWeights = (
  lists: readonly ArrayLike<number>[],
  values?: readonly ArrayLike<number>[],
): Weights => {
  const n = lists.length;
  const offsets = new Uint32Array(n + 1);
  for (let i = 0; i < n; i++) offsets[i + 1] = offsets[i]! + lists[i]!.length;
  const neighbours = new Uint32Array(offsets[n]!);
  const weights = values && new Float64Array(neighbours.length);
  const lastSeen = new Int32Array(n).fill(-1);
  for (let i = 0; i < n; i++) {
    const list = lists[i]!;
    for (let k = 0; k < list.length; k++) {
      const j = list[k]!;
      if (!Number.isInteger(j) || j < 0 || j >= n)
        throw malformed(`Place ${i} has the neighbour ${j}; a number from 0 to ${n - 1} was expected.`);
      if (lastSeen[j] === i) throw malformed(`Place ${i} names its neighbour ${j} twice.`);
      lastSeen[j] = i;
      neighbours[offsets[i]! + k] = j;
      if (weights) {
        const weight = values[i]?.[k] ?? Number.NaN;
        if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY))
          throw malformed(`Place ${i} weighs its neighbour ${j} by ${weight}; a number ≥ 0 was expected.`);
        weights[offsets[i]! + k] = weight;
      }
    }
  }
  return { n, offsets, neighbours, values: weights };
};

/** The same neighbours with each row's weights divided by their sum. Rows without weight stay as they are. */
export const rowStandardised = ({ n, offsets, neighbours, values }: Weights): Weights => {
  const shares = new Float64Array(neighbours.length);
  for (let i = 0; i < n; i++) {
    const from = offsets[i]!;
    const to = offsets[i + 1]!;
    let sum = 0;
    for (let e = from; e < to; e++) sum += values ? values[e]! : 1;
    if (sum > 0) for (let e = from; e < to; e++) shares[e] = (values ? values[e]! : 1) / sum;
  }
  return { n, offsets, neighbours, values: shares };
};

/** The places without any neighbour, in order. */
export const isolates = ({ n, offsets }: Weights): Uint32Array => {
  const found: number[] = [];
  for (let i = 0; i < n; i++) if (offsets[i] === offsets[i + 1]) found.push(i);
  return Uint32Array.from(found);
};

const malformed = (detail: string) => new Problem(methodProblems.weights, detail);
