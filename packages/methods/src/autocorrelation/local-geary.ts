import { type DrawTable, drawTable, type OwnDraws, ownDraws } from '../hotspots/shared-draws.ts';
import type { Insufficient } from '../insufficient.ts';
import { seeded } from '../random/seeded.ts';
import { withoutSelf } from '../weights/self.ts';
import type { Weights } from '../weights/weights.ts';
import { checkedMap, type Permuted } from './checked.ts';
import { deviations } from './deviations.ts';

export interface LocalGearyOptions {
  /** random arrangements of the other places' values; without them only the statistic is given */
  readonly permutations?: number | undefined;
  readonly seed?: number | bigint | undefined;
}

export interface LocalGearyResult {
  readonly kind: 'local-geary';
  /** Σⱼ wᵢⱼ (xᵢ − xⱼ)² / s², s² over n − 1: small where a place is like its neighbours */
  readonly c: Float64Array;
  /** mean over all arrangements of the other places' values */
  readonly expected: Float64Array;
  /** two-sided: twice the smaller tail, ties counted against significance. NaN at the places in `untested` */
  readonly p?: Float64Array;
  /** places without an answer: no neighbours */
  readonly untested: Uint32Array;
}

/**
 * Does a place differ from its neighbours less (or more) than from others? Local Geary's cᵢ sees likeness that local
 * Moran misses: among middling values, too.
 *
 * @param values one finite number per place
 * @param weights who is whose neighbour; a place in its own row is left out
 * @returns `Insufficient` for fewer than 20 places, equal values or no neighbours
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(edges), with m permutations O(m · places) for equal weights within a row, else O(m · edges). No analytic p is given:
 * its distribution is too skewed for the normal one. Source: Anselin (1995), Geographical Analysis 27(2), 22;
 * Anselin (2019), Geographical Analysis 51(2).
 */
export const localGeary = (
  values: Float64Array,
  weights: Weights,
  { permutations, seed = 1 }: LocalGearyOptions = {},
): LocalGearyResult | Insufficient => {
  const others = withoutSelf(weights);
  const refusal = checkedMap(values, others, permutations);
  if (refusal) return refusal;
  const { z, squares } = deviations(values);
  const n = z.length;
  const { offsets, neighbours, values: weightOf } = others;
  const scale = 1 / Math.sqrt(squares / (n - 1));
  for (let i = 0; i < n; i++) z[i]! *= scale;
  const c = new Float64Array(n);
  const expected = new Float64Array(n);
  const untested: number[] = [];
  for (let i = 0; i < n; i++) {
    const own = z[i]!;
    let total = 0;
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
      const weight = weightOf ? weightOf[e]! : 1;
      c[i]! += weight * (own - z[neighbours[e]!]!) ** 2;
      total += weight;
    }
    // Σ over the others of (xᵢ − xⱼ)² = n·zᵢ² + Σ z², and Σ z² = n − 1 here
    expected[i] = (total * (n * own * own + n - 1)) / (n - 1);
    if (!(total > 0)) untested.push(i);
  }
  const result = { kind: 'local-geary', c, expected, untested: Uint32Array.from(untested) } as const;
  return permutations === undefined
    ? result
    : { ...result, p: permutedP(z, others, c, { permutations, seed }) };
};

const permutedP = (
  z: Float64Array,
  { n, offsets, values }: Weights,
  c: Float64Array,
  { permutations, seed }: Permuted,
): Float64Array => {
  let longest = 0;
  for (let i = 0; i < n; i++) longest = Math.max(longest, offsets[i + 1]! - offsets[i]!);
  const draws = drawTable(n, permutations, Math.min(n, longest + 1), seeded(seed));
  const sumsOf = new Map<number, DrawnSums>();
  return c.map((observed, i) => {
    const row = values?.subarray(offsets[i]!, offsets[i + 1]!);
    const degree = offsets[i + 1]! - offsets[i]!;
    const weight = row ? row[0]! : 1;
    const total = row ? row.reduce((sum, one) => sum + one, 0) : degree;
    if (!(total > 0)) return Number.NaN;
    const rounding = 1e-9 * (observed + total);
    const tally = { low: observed + rounding, high: observed - rounding, atMost: 0, atLeast: 0 };
    if (row?.some((one) => Math.abs(one - weight) > 1e-12 * total)) byRow(z, i, row, draws, tally);
    else {
      let drawn = sumsOf.get(degree);
      if (!drawn) {
        drawn = drawnSums(z, draws, degree);
        sumsOf.set(degree, drawn);
      }
      bySums(z[i]!, i, degree, weight, drawn, tally);
    }
    return Math.min(1, (2 * (Math.min(tally.atMost, tally.atLeast) + 1)) / (permutations + 1));
  });
};

interface Tally {
  readonly low: number;
  readonly high: number;
  atMost: number;
  atLeast: number;
}

/** Σ z and Σ z² of every arrangement's first values, and the value that stands in for a place that drew itself. */
interface DrawnSums extends OwnDraws {
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  readonly spares: Float64Array;
}

const drawnSums = (z: Float64Array, draws: DrawTable, degree: number): DrawnSums => {
  const { rows, width, places } = draws;
  const sums = new Float64Array(rows);
  const squares = new Float64Array(rows);
  for (let s = 0; s < rows; s++)
    for (let k = 0; k < degree; k++) {
      const value = z[places[s * width + k]!]!;
      sums[s]! += value;
      squares[s]! += value * value;
    }
  const spares = sums.map((_, s) => z[places[s * width + degree]!]!);
  return { sums, squares, spares, ...ownDraws(draws, z.length, degree) };
};

/** With equal weights Σ w (zᵢ − zⱼ)² needs only the neighbours' Σ z and Σ z². */
const bySums = (
  own: number,
  i: number,
  degree: number,
  weight: number,
  { sums, squares, spares, drawnFrom, drawnIn }: DrawnSums,
  tally: Tally,
): void => {
  const low = tally.low / weight - degree * own * own;
  const high = tally.high / weight - degree * own * own;
  const twice = 2 * own;
  let atMost = 0;
  let atLeast = 0;
  for (let s = 0; s < sums.length; s++) {
    const moving = squares[s]! - twice * sums[s]!;
    if (moving <= low) atMost++;
    if (moving >= high) atLeast++;
  }
  for (let e = drawnFrom[i]!; e < drawnFrom[i + 1]!; e++) {
    const s = drawnIn[e]!;
    const drawn = squares[s]! - twice * sums[s]!;
    const spare = spares[s]!;
    const instead = drawn + own * own + spare * spare - twice * spare;
    if (drawn <= low) atMost--;
    if (drawn >= high) atLeast--;
    if (instead <= low) atMost++;
    if (instead >= high) atLeast++;
  }
  tally.atMost = atMost;
  tally.atLeast = atLeast;
};

const byRow = (
  z: Float64Array,
  i: number,
  row: Float64Array,
  { rows, width, places }: DrawTable,
  tally: Tally,
): void => {
  for (let s = 0; s < rows; s++) {
    let sum = 0;
    let at = s * width;
    for (let k = 0; k < row.length; k++, at++) {
      if (places[at] === i) at++;
      sum += row[k]! * (z[i]! - z[places[at]!]!) ** 2;
    }
    if (sum <= tally.low) tally.atMost++;
    if (sum >= tally.high) tally.atLeast++;
  }
};
