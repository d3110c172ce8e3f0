import { normalTwoSided } from '../distributions/normal.ts';
import { localSums } from '../hotspots/local-sums.ts';
import { countOutside } from '../hotspots/permutation-p.ts';
import type { Insufficient } from '../insufficient.ts';
import { seeded } from '../random/seeded.ts';
import { withoutSelf } from '../weights/self.ts';
import type { Weights } from '../weights/weights.ts';
import { checkedMap, type Inference } from './checked.ts';
import { deviations } from './deviations.ts';

/** The place's own value and its neighbours' sum, above (H) or not above (L) what the map's mean would give. */
export type Quadrant = 'HH' | 'LL' | 'HL' | 'LH';

export interface LocalMoranOptions {
  /**
   * p from the normal distribution, or from m random arrangements of the other places' values (conditional
   * permutation): the place keeps its own value.
   */
  readonly inference: Inference;
}

export interface LocalMoranResult {
  readonly kind: 'local-moran';
  readonly i: Float64Array;
  /** over all arrangements of the other places' values */
  readonly expected: Float64Array;
  readonly variance: Float64Array;
  /** NaN at the places in `untested` */
  readonly z: Float64Array;
  /** two-sided, not corrected for the number of places. NaN at the places in `untested` */
  readonly p: Float64Array;
  /**
   * with permutations: the smaller tail alone, the "pseudo p" of GeoDa, PySAL and spdep, ties counted in. About half of
   * `p`, so its level means twice as many false finds; given for comparison with those programs
   */
  readonly folded?: Float64Array;
  readonly quadrant: readonly Quadrant[];
  /** places without an answer: no neighbours, a value equal to the mean, or all other values equal */
  readonly untested: Uint32Array;
}

// what rounding leaves of a difference that is truly nothing, as a share of what was subtracted
const NOTHING = 1e-12;

/**
 * Is a place like its neighbours (a cluster) or unlike them (an outlier), more than chance would bring? Local Moran's Iᵢ.
 *
 * @param values one finite number per place
 * @param weights who is whose neighbour; a place in its own row is left out. Iᵢ grows with the row's sum: standardise
 * rows where places are to be compared
 * @returns `Insufficient` for fewer than 20 places, equal values or no neighbours
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(edges); with m permutations O(m · degree + places · log m) for equal weights within a row, else O(m · edges).
 * Source: Anselin (1995), Geographical Analysis 27(2), 12; conditional moments: Sokal, Oden & Thomson (1998),
 * Geographical Analysis 30(4), as in spdep's `localmoran(conditional = TRUE)`.
 */
export const localMoran = (
  values: Float64Array,
  weights: Weights,
  { inference }: LocalMoranOptions,
): LocalMoranResult | Insufficient => {
  const permuted = typeof inference === 'object' ? inference : undefined;
  const others = withoutSelf(weights);
  const refusal = checkedMap(values, others, permuted?.permutations);
  if (refusal) return refusal;
  const { z: x, squares } = deviations(values);
  const n = x.length;
  const second = squares / n;
  const local = localSums(x, others);
  const i = new Float64Array(n);
  const expected = new Float64Array(n);
  const variance = new Float64Array(n);
  const z = new Float64Array(n);
  const quadrant: Quadrant[] = [];
  const untested: number[] = [];
  for (let at = 0; at < n; at++) {
    const own = x[at]!;
    const total = local.totals[at]!;
    const square = local.squares[at]!;
    i[at] = (own / second) * local.sums[at]!;
    expected[at] = (-(own ** 2) * total) / ((n - 1) * second);
    const room = square - total ** 2 / (n - 1);
    const spread = second - own ** 2 / (n - 1);
    const tested = own ** 2 > NOTHING * second && room > NOTHING * square && spread > NOTHING * second;
    variance[at] = tested ? (own / second) ** 2 * (n / (n - 2)) * room * spread : 0;
    z[at] = tested ? (i[at]! - expected[at]!) / Math.sqrt(variance[at]!) : Number.NaN;
    if (!tested) untested.push(at);
    quadrant.push(own > 0 ? (local.sums[at]! > 0 ? 'HH' : 'HL') : local.sums[at]! > 0 ? 'LH' : 'LL');
  }
  const moments = { kind: 'local-moran', i, expected, variance, z } as const;
  const places = Uint32Array.from(untested);
  if (!permuted) return { ...moments, p: z.map(normalTwoSided), quadrant, untested: places };

  const { permutations, seed } = permuted;
  const count = countOutside(x, others, local, 'other-places', permutations, seeded(seed));
  const p = new Float64Array(n).fill(Number.NaN);
  const folded = new Float64Array(n).fill(Number.NaN);
  for (let at = 0; at < n; at++) {
    if (Number.isNaN(z[at]!)) continue;
    // the own value is held, so the sum of the neighbours orders the arrangements as Iᵢ does
    const sum = local.sums[at]!;
    const mean = (-x[at]! / (n - 1)) * local.totals[at]!;
    const distance = Math.abs(sum - mean);
    p[at] = (count(at, mean - distance, mean + distance) + 1) / (permutations + 1);
    const tail = Math.min(count(at, Number.NEGATIVE_INFINITY, sum), count(at, sum, Number.POSITIVE_INFINITY));
    folded[at] = (tail + 1) / (permutations + 1);
  }
  return { ...moments, p, folded, quadrant, untested: places };
};
