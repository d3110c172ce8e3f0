import { firstWhere } from '../sorted.ts';

/** What a place's neighbours draw their values from. */
export type DrawFrom = 'all-places' | 'other-places';

/** Random arrangements that serve all places of a map: row s lists which places' values the neighbours of a place get. */
export interface DrawTable {
  readonly rows: number;
  readonly width: number;
  /** row by row, `width` different places in random order */
  readonly places: Uint32Array;
}

/** @param width the longest neighbourhood, and one more where places must be able to leave themselves out */
export const drawTable = (n: number, rows: number, width: number, random: { next(): number }): DrawTable => {
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

/** Which arrangements drew a place among their first `degree`: drawnIn[drawnFrom[i]] … drawnIn[drawnFrom[i + 1] − 1]. */
export interface OwnDraws {
  readonly drawnFrom: Uint32Array;
  readonly drawnIn: Uint32Array;
}

export const ownDraws = ({ rows, width, places }: DrawTable, n: number, degree: number): OwnDraws => {
  const drawnFrom = new Uint32Array(n + 1);
  for (let s = 0; s < rows; s++) for (let k = 0; k < degree; k++) drawnFrom[places[s * width + k]! + 1]!++;
  for (let i = 0; i < n; i++) drawnFrom[i + 1]! += drawnFrom[i]!;
  const next = drawnFrom.slice();
  const drawnIn = new Uint32Array(rows * degree);
  for (let s = 0; s < rows; s++)
    for (let k = 0; k < degree; k++) drawnIn[next[places[s * width + k]!]!++] = s;
  return { drawnFrom, drawnIn };
};

/** Counts, at one place, the arrangements whose sum is at most `low` or at least `high`. */
export interface PermutedSums {
  /** for a row of so many equal weights: two searches in sums that were sorted once */
  equal(i: number, degree: number, low: number, high: number): number;
  /** for a row of different weights: O(arrangements · row) */
  weighted(i: number, row: Float64Array, low: number, high: number): number;
}

/**
 * Sums over neighbours whose values are dealt out anew. One table of m draws serves all places: each place's p is a full
 * permutation test, while the p of two places share their chance. With equal weights a place's sums are those of every
 * place with as many neighbours, so they are sorted once.
 *
 * `other-places` is the conditional permutation of Anselin (1995), Geographical Analysis 27(2), section 3: the place
 * keeps its own value. An arrangement that drew the place itself puts its spare draw there, which leaves a uniform
 * draw from the others.
 */
export const permutedSums = (
  x: Float64Array,
  from: DrawFrom,
  longest: number,
  permutations: number,
  random: { next(): number },
): PermutedSums => {
  const conditional = from === 'other-places';
  const draws = drawTable(
    x.length,
    permutations,
    Math.min(x.length, longest + (conditional ? 1 : 0)),
    random,
  );
  const referenceOf = new Map<number, Reference>();
  return {
    equal: (i, degree, low, high) => {
      if (low >= high) return permutations;
      let reference = referenceOf.get(degree);
      if (!reference) {
        reference = referenceFor(x, draws, degree, conditional);
        referenceOf.set(degree, reference);
      }
      return countEqual(reference, i, x[i]!, low, high);
    },
    weighted: (i, row, low, high) =>
      low >= high ? permutations : countWeighted(x, row, draws, low, high, conditional ? i : -1),
  };
};

/** The sums of every arrangement for neighbourhoods of one size. */
interface Reference {
  readonly sums: Float64Array;
  readonly sorted: Float64Array;
  /** only for conditional permutation: where each place was drawn, and what stands in for it */
  readonly own?: OwnDraws & { readonly spares: Float64Array };
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
  const spares = sums.map((_, s) => x[places[s * width + degree]!]!);
  return { sums, sorted, own: { ...ownDraws(draws, x.length, degree), spares } };
};

const countEqual = (
  { sums, sorted, own }: Reference,
  i: number,
  ownValue: number,
  low: number,
  high: number,
): number => {
  let count = sorted.length;
  if (low > Number.NEGATIVE_INFINITY) count += firstWhere(sorted, (sum) => sum > low);
  count -= high < Number.POSITIVE_INFINITY ? firstWhere(sorted, (sum) => sum >= high) : sorted.length;
  if (!own) return count;
  for (let e = own.drawnFrom[i]!; e < own.drawnFrom[i + 1]!; e++) {
    const s = own.drawnIn[e]!;
    const drawn = sums[s]!;
    const instead = drawn - ownValue + own.spares[s]!;
    if (drawn <= low || drawn >= high) count--;
    if (instead <= low || instead >= high) count++;
  }
  return count;
};

/** @param except a place that may not be drawn, or −1 */
const countWeighted = (
  x: Float64Array,
  row: Float64Array,
  { rows, width, places }: DrawTable,
  low: number,
  high: number,
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
    if (sum <= low || sum >= high) count++;
  }
  return count;
};
