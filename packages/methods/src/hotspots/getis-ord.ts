import { Problem } from '@bluehelm/kernel/problem';
import { normalTwoSided } from '../distributions/normal.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { allFinite, methodProblems, wholeNumber } from '../problems.ts';
import { seeded } from '../random/seeded.ts';
import { withoutSelf, withSelf } from '../weights/self.ts';
import type { Weights } from '../weights/weights.ts';
import { type LocalSums, localSums } from './local-sums.ts';
import { permutationP } from './permutation-p.ts';

export interface GetisOrdOptions {
  /** true: Gi*, a place counts in its own neighbourhood; false: Gi, it does not */
  readonly star: boolean;
  /**
   * p from the normal distribution, or from m random permutations under the null whose moments z uses: for Gi* the
   * values of all places are permuted, for Gi those of the others (conditional permutation).
   */
  readonly inference: 'analytic' | { readonly permutations: number; readonly seed: number | bigint };
}

export interface GetisOrdResult {
  readonly kind: 'getis-ord';
  /** standard scores; positive where high values gather. NaN at the places in `untested` */
  readonly z: Float64Array;
  /** two-sided p-values, not corrected for the number of places. NaN at the places in `untested` */
  readonly p: Float64Array;
  /** places without an answer: no neighbours (Gi), or a neighbourhood that cannot differ from the whole */
  readonly untested: Uint32Array;
}

/** Fewer places than this cannot carry a map-wide test. */
export const GETIS_ORD_LEAST_PLACES = 30;

// what rounding leaves of a difference that is truly nothing, as a share of what was subtracted
const NOTHING = 1e-12;

/**
 * Do high (or low) values gather around a place more than chance would bring? Local statistics Gi and Gi*.
 *
 * @param values one finite number per place, e.g. incidents per hexagon
 * @param weights the neighbours of each place; only their proportions within a row matter
 * @returns z and p per place, or `Insufficient` for fewer than 30 places, equal values, or no neighbours at all
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(edges); with m permutations O(edges + m · degree + places · log m) for equal weights within a row, else O(m · edges).
 * Source: Getis & Ord (1992), Geographical Analysis 24(3); standardised form: Ord & Getis (1995), Geographical
 * Analysis 27(4), equations 14 (Gi) and 15 (Gi*).
 */
export const getisOrd = (
  values: Float64Array,
  weights: Weights,
  { star, inference }: GetisOrdOptions,
): GetisOrdResult | Insufficient => {
  const { n } = weights;
  if (values.length !== n)
    throw new Problem(
      methodProblems.lengths,
      `${values.length} values were given for the ${n} places of the weights; one each was expected.`,
    );
  allFinite('values', values);
  if (inference !== 'analytic') wholeNumber('permutations', inference.permutations, 99, 999_999);
  if (n < GETIS_ORD_LEAST_PLACES)
    return insufficient({
      reason: 'too-few-places',
      detail: 'A hotspot is a place that differs from the rest; there are too few places to say so.',
      have: n,
      need: GETIS_ORD_LEAST_PLACES,
    });
  if (values.every((value) => value === values[0]))
    return insufficient({
      reason: 'no-variation',
      detail: 'All places have the same value, so none can stand out.',
      have: 1,
      need: 2,
    });

  const centred = centre(values);
  const neighbourhoods = star ? withSelf(weights) : withoutSelf(weights);
  const local = localSums(centred, neighbourhoods);
  const z = star ? starScores(centred, local) : plainScores(centred, local);
  const untested = notNumbers(z);
  if (untested.length === n)
    return insufficient({
      reason: 'no-neighbours',
      detail: 'No place has a neighbourhood that could differ from the whole.',
      have: 0,
      need: 1,
    });
  const p =
    inference === 'analytic'
      ? z.map(normalTwoSided)
      : permutationP(
          centred,
          neighbourhoods,
          local,
          star ? 'all-places' : 'other-places',
          inference.permutations,
          seeded(inference.seed),
        );
  for (const i of untested) p[i] = Number.NaN;
  return { kind: 'getis-ord', z, p, untested };
};

/** Equation 15, over values whose mean is zero: (Σ wx − W·x̄) / (s·√((n·S₁ − W²)/(n − 1))), x̄ and s over all places. */
const starScores = (x: Float64Array, { sums, totals, squares }: LocalSums): Float64Array => {
  const n = x.length;
  const variance = sumOfSquares(x) / n;
  const z = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const room = n * squares[i]! - totals[i]! ** 2;
    z[i] = room > NOTHING * n * squares[i]! ? sums[i]! / Math.sqrt((variance * room) / (n - 1)) : Number.NaN;
  }
  return z;
};

/** Equation 14: the same with the mean and variance of the other n − 1 places. */
const plainScores = (x: Float64Array, { sums, totals, squares }: LocalSums): Float64Array => {
  const n = x.length;
  const all = sumOfSquares(x);
  const z = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const mean = -x[i]! / (n - 1);
    const variance = (all - x[i]! ** 2) / (n - 1) - mean ** 2;
    const room = (n - 1) * squares[i]! - totals[i]! ** 2;
    z[i] =
      room > NOTHING * n * squares[i]! && variance > (NOTHING * all) / n
        ? (sums[i]! - totals[i]! * mean) / Math.sqrt((variance * room) / (n - 2))
        : Number.NaN;
  }
  return z;
};

const notNumbers = (z: Float64Array): Uint32Array => {
  const places: number[] = [];
  for (let i = 0; i < z.length; i++) if (Number.isNaN(z[i]!)) places.push(i);
  return Uint32Array.from(places);
};

// subtracting the mean first keeps full precision when values are large and differ little
const centre = (values: Float64Array): Float64Array => {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  const mean = sum / n;
  const centred = new Float64Array(n);
  for (let i = 0; i < n; i++) centred[i] = values[i]! - mean;
  return centred;
};

const sumOfSquares = (x: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! ** 2;
  return sum;
};
