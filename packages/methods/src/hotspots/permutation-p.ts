import { firstWhere } from '../sorted.ts';
import type { Weights } from '../weights/weights.ts';
import type { LocalSums } from './local-sums.ts';

/** What a place's neighbours draw their values from. */
export type DrawFrom = 'all-places' | 'other-places';

/**
 * Two-sided pseudo p-values of local sums: how many of m random arrangements lie at least as far from the expected sum
 * as the observed one does, as (r + 1) / (m + 1), ties counted against significance. NaN for a row without weight.
 *
 * One table of m draws serves all places: each place's p is a full permutation test, while the p of two places share
 * their chance. Where the weights of a row are equal, its sums are those of every row as long, so they are sorted once
 * and each place is answered by two searches: O(m · degree + places · log m). Otherwise O(m · edges).
 *
 * `other-places` is the conditional permutation of Anselin (1995), Geographical Analysis 27(2), section 3: the place
 * keeps its own value. An arrangement that drew the place itself puts its spare draw there, which leaves a uniform
 * draw from the others.
 *
 * @param x values whose mean is zero
 * @param weights for `other-places`, without any place in its own row
 * @param local the sums of these values over these weights
 * @param random a generator of uniform numbers in [0, 1)
 */
export const permutationP = (
  x: Float64Array,
  weights: Weights,
  local: LocalSums,
  from: DrawFrom,
  permutations: number,
  random: { next(): number },
): Float64Array => {
  const { n, offsets, values } = weights;
  const conditional = from === 'other-places';
  let longest = 0;
  for (let i = 0; i < n; i++) longest = Math.max(longest, offsets[i + 1]! - offsets[i]!);
  const draws = drawTable(n, permutations, Math.min(n, longest + (conditional ? 1 : 0)), random);
  const deviation = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / n);
  const referenceOf = new Map<number, Reference>();

  const countFarther = (i: number): number => {
    const degree = offsets[i + 1]! - offsets[i]!;
    const total = local.totals[i]!;
    const mean = conditional ? -x[i]! / (n - 1) : 0;
    // rounding must not turn a tie into a difference
    const distance = Math.abs(local.sums[i]! - total * mean) - 1e-9 * deviation * total;
    // by Cauchy and Schwarz, W² = k·S₁ only where all k weights are equal
    if (degree * local.squares[i]! - total ** 2 > 1e-12 * total ** 2) {
      const row = values!.subarray(offsets[i]!, offsets[i + 1]!);
      return countWeighted(x, row, draws, total * mean, distance, conditional ? i : -1);
    }
    let reference = referenceOf.get(degree);
    if (!reference) {
      reference = referenceFor(x, draws, degree, conditional);
      referenceOf.set(degree, reference);
    }
    return countEqual(reference, degree * mean, (distance * degree) / total, i, x[i]!);
  };

  const p = new Float64Array(n);
  for (let i = 0; i < n; i++)
    p[i] = local.totals[i]! > 0 ? (countFarther(i) + 1) / (permutations + 1) : Number.NaN;
  return p;
};

interface DrawTable {
  readonly rows: number;
  readonly width: number;
  /** row by row, `width` different places in random order */
  readonly places: Uint32Array;
}

const drawTable = (n: number, rows: number, width: number, random: { next(): number }): DrawTable => {
  // partial Fisher–Yates; a deck that is never put back in order shuffles as well
  const deck = new Uint32Array(n).map((_, i) => i);
  const places = new Uint32Array(rows * width);
  for (let s = 0; s < rows; s++)
    for (let k = 0; k < width; k++) {
      const other = k + Math.floor(random.next() * (n - k));
      const drawn = deck[other]!;
      deck[other] = deck[k]!;
      deck[k] = drawn;
      places[s * width + k] = drawn;
    }
  return { rows, width, places };
};

/** The sums of every arrangement for neighbourhoods of one size. */
interface Reference {
  readonly sums: Float64Array;
  readonly sorted: Float64Array;
  /** only for conditional permutation: where each place was drawn, and what stands in for it */
  readonly own?: {
    /** arrangements that drew place i: drawnIn[drawnFrom[i]] … drawnIn[drawnFrom[i + 1] − 1] */
    readonly drawnFrom: Uint32Array;
    readonly drawnIn: Uint32Array;
    readonly spares: Float64Array;
  };
}

const referenceFor = (x: Float64Array, draws: DrawTable, degree: number, conditional: boolean): Reference => {
  const { rows, width, places } = draws;
  const sums = new Float64Array(rows);
  for (let s = 0; s < rows; s++) {
    let sum = 0;
    for (let k = 0; k < degree; k++) sum += x[places[s * width + k]!]!;
    sums[s] = sum;
  }
  const sorted = sums.slice().sort();
  if (!conditional) return { sums, sorted };
  const drawnFrom = new Uint32Array(x.length + 1);
  for (let s = 0; s < rows; s++) for (let k = 0; k < degree; k++) drawnFrom[places[s * width + k]! + 1]!++;
  for (let i = 0; i < x.length; i++) drawnFrom[i + 1]! += drawnFrom[i]!;
  const next = drawnFrom.slice();
  const drawnIn = new Uint32Array(rows * degree);
  for (let s = 0; s < rows; s++)
    for (let k = 0; k < degree; k++) drawnIn[next[places[s * width + k]!]!++] = s;
  const spares = sums.map((_, s) => x[places[s * width + degree]!]!);
  return { sums, sorted, own: { drawnFrom, drawnIn, spares } };
};

const countEqual = (
  { sums, sorted, own }: Reference,
  expected: number,
  distance: number,
  i: number,
  ownValue: number,
): number => {
  const isFar = (sum: number): boolean => Math.abs(sum - expected) >= distance;
  if (distance <= 0) return sums.length;
  const near = firstWhere(sorted, (sum) => sum - expected > -distance);
  const above = firstWhere(sorted, (sum) => sum - expected >= distance);
  let count = near + sorted.length - above;
  if (!own) return count;
  for (let e = own.drawnFrom[i]!; e < own.drawnFrom[i + 1]!; e++) {
    const s = own.drawnIn[e]!;
    if (isFar(sums[s]!)) count--;
    if (isFar(sums[s]! - ownValue + own.spares[s]!)) count++;
  }
  return count;
};

/** @param except a place that may not be drawn, or −1 */
const countWeighted = (
  x: Float64Array,
  row: Float64Array,
  { rows, width, places }: DrawTable,
  expected: number,
  distance: number,
  except: number,
): number => {
  let count = 0;
  for (let s = 0; s < rows; s++) {
    let sum = 0;
    let at = s * width;
    for (let k = 0; k < row.length; k++, at++) {
      if (places[at] === except) at++;
      sum += row[k]! * x[places[at]!]!;
    }
    if (Math.abs(sum - expected) >= distance) count++;
  }
  return count;
};
