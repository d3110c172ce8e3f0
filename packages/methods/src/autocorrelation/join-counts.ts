import { Problem } from '@bluehelm/kernel/problem';
import { normalTwoSided } from '../distributions/normal.ts';
import type { Insufficient } from '../insufficient.ts';
import type { LongRun } from '../long-run.ts';
import { methodProblems, numberWithin } from '../problems.ts';
import { withoutSelf } from '../weights/self.ts';
import type { Weights } from '../weights/weights.ts';
import { checkedMap, type Permuted } from './checked.ts';
import { crossProducts, farShare, permuteCrossProducts } from './cross-products.ts';
import { type WeightSums, weightSums } from './weight-sums.ts';

export interface JoinCountOptions extends LongRun {
  /**
   * What chance means: `non-free`, this number of black places, anywhere; `free`, each place is black with probability
   * `chance`; or m random arrangements of the colours, with the moments of `non-free`.
   */
  readonly inference: 'non-free' | 'free' | Permuted;
  /** for `free`: the probability of black, known beforehand; the share of black places where it is not given */
  readonly chance?: number | undefined;
  /** threads beside this one for permutations */
  readonly workers?: number | undefined;
}

/** Joins of one kind. */
export interface JoinCount {
  /** joins between neighbours; with weights, half the sum of both directions' weights */
  readonly count: number;
  readonly expected: number;
  readonly variance: number;
  readonly z: number;
  /** two-sided */
  readonly p: number;
}

export interface JoinCountsResult {
  readonly kind: 'join-counts';
  readonly black: number;
  readonly white: number;
  readonly blackBlack: JoinCount;
  readonly blackWhite: JoinCount;
  readonly whiteWhite: JoinCount;
}

/**
 * Do places with a mark (1, black) adjoin each other more often than chance would bring, and those without (0, white)?
 *
 * @param values 1 or 0 per place
 * @param weights who is whose neighbour; a place in its own row is left out
 * @returns `Insufficient` for fewer than 20 places, one colour alone or no neighbours
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID; the signal's reason
 *
 * O(edges), with m permutations O(m · edges). Source: Moran (1948), JRSS B 10; Cliff & Ord (1981), Spatial Processes, 1.
 */
export const joinCounts = async (
  values: Float64Array,
  weights: Weights,
  { inference, chance, ...run }: JoinCountOptions,
): Promise<JoinCountsResult | Insufficient> => {
  const permuted = typeof inference === 'object' ? inference : undefined;
  const others = withoutSelf(weights);
  const odd = values.findIndex((value) => value !== 0 && value !== 1);
  if (odd >= 0)
    throw new Problem(methodProblems.value, `values[${odd}] is ${values[odd]}; 0 or 1 was expected.`);
  if (chance !== undefined) numberWithin('chance', chance, 0, 1);
  const refusal = checkedMap(values, others, permuted?.permutations);
  if (refusal) return refusal;

  const n = values.length;
  const black = values.reduce((sum, value) => sum + value, 0);
  const sums = weightSums(others);
  const { product, difference } = crossProducts(values, others);
  const observed = [product / 2, difference / 2, (sums.s0 - product - difference) / 2];
  const moments = (inference === 'free' ? freeMoments(chance ?? black / n) : nonFreeMoments(n, black)).map(
    (law) => momentsOf(sums, law),
  );
  let simulated: Float64Array[] = [];
  if (permuted) {
    const sum = await permuteCrossProducts(values, others, permuted, run);
    simulated = [
      sum.product.map((one) => one / 2),
      sum.difference.map((one) => one / 2),
      sum.product.map((one, k) => (sums.s0 - one - sum.difference[k]!) / 2),
    ];
  }
  const [blackBlack, blackWhite, whiteWhite] = observed.map((count, kind): JoinCount => {
    const { expected, variance } = moments[kind]!;
    const z = variance > 0 ? (count - expected) / Math.sqrt(variance) : 0;
    const p = permuted ? farShare(simulated[kind]!, count, expected, 1e-9 * sums.s0) : normalTwoSided(z);
    return { count, expected, variance, z, p };
  });
  return {
    kind: 'join-counts',
    black,
    white: n - black,
    blackBlack: blackBlack!,
    blackWhite: blackWhite!,
    whiteWhite: whiteWhite!,
  };
};

/** The chance that one pair is of the kind, that two pairs with a place in common both are, and two pairs with none. */
interface PairLaw {
  readonly one: number;
  readonly touching: number;
  readonly apart: number;
}

// black–black, black–white, white–white
const nonFreeMoments = (n: number, black: number): readonly PairLaw[] => {
  const white = n - black;
  // x (x − 1) … over n (n − 1) …, as many factors
  const share = (...falling: readonly (readonly [number, number])[]): number => {
    let chance = 1;
    let left = n;
    for (const [count, times] of falling) for (let k = 0; k < times; k++) chance *= (count - k) / left--;
    return chance;
  };
  const same = (count: number): PairLaw => ({
    one: share([count, 2]),
    touching: share([count, 3]),
    apart: share([count, 4]),
  });
  return [
    same(black),
    {
      one: 2 * share([black, 1], [white, 1]),
      touching: share([black, 1], [white, 2]) + share([white, 1], [black, 2]),
      apart: 4 * share([black, 2], [white, 2]),
    },
    same(white),
  ];
};

const freeMoments = (b: number): readonly PairLaw[] => {
  const same = (p: number): PairLaw => ({ one: p ** 2, touching: p ** 3, apart: p ** 4 });
  const mixed = b * (1 - b);
  return [same(b), { one: 2 * mixed, touching: mixed, apart: 4 * mixed ** 2 }, same(1 - b)];
};

/** Mean and variance of ½ Σ wᵢⱼ over pairs of the kind: the pairs of pairs that are one pair, touch, or lie apart. */
const momentsOf = ({ s0, s1, s2 }: WeightSums, { one, touching, apart }: PairLaw) => {
  const expected = (s0 * one) / 2;
  const square = (s1 * one + (s2 - 2 * s1) * touching + (s0 * s0 + s1 - s2) * apart) / 4;
  return { expected, variance: square - expected ** 2 };
};
