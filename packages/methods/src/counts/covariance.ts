import { type Groups, groupsOf, intersection } from '../design/groups.ts';
import { digamma } from '../distributions/digamma.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import type { Breath } from '../long-run.ts';
import { sameLength, wholeNumber } from '../problems.ts';
import type { Information } from './kernels.ts';
import { type Likelihood, parameterCount, visitRows } from './likelihood.ts';

/**
 * Where standard errors come from.
 * - `model`: the inverse information; right when the model is.
 * - robust: the sandwich over single rows; HC1 is HC0 · n / (n − k), HC3 divides each score by 1 − leverage (MacKinnon & White
 *   1985; Long & Ervin 2000).
 * - clusters: the sandwich over sums within clusters (Liang & Zeger 1986), or for two groupings V₁ + V₂ − V₁₂ (Cameron, Gelbach &
 *   Miller 2011). `groupFactor` multiplies each V by G / (G − 1), HC1 by (n − 1) / (n − k) as well. HC0 with the factor, the
 *   default, is Stata's for maximum likelihood; names as in R sandwich `vcovCL(type, cadjust)`.
 */
export type StandardErrors =
  | 'model'
  | { readonly robust: 'HC0' | 'HC1' | 'HC3' }
  | {
      /** one or two labels per row */
      readonly clusters: readonly ArrayLike<string | number>[];
      readonly type?: 'HC0' | 'HC1';
      readonly groupFactor?: boolean;
    };

/**
 * The sandwich B M B over the likelihood's scores, on the scale searched on.
 * @param bread the inverse information
 */
export const sandwich = async (
  likelihood: Likelihood,
  parameters: Float64Array,
  information: Information,
  bread: Float64Array,
  errors: Exclude<StandardErrors, 'model'>,
  breath: Breath,
): Promise<Float64Array | Insufficient> => {
  const size = parameterCount(likelihood);
  // with the expected information θ is a matter of its own, and keeps its model's error
  const width = likelihood.shaped && information === 'expected' ? size - 1 : size;
  const n = likelihood.outcome.length;
  const meat = new Float64Array(width * width);
  const rows = (visit: (row: number, score: Float64Array) => void): Promise<void> =>
    eachScore(likelihood, parameters, information, breath, width, visit);
  if ('robust' in errors) {
    const hat = errors.robust === 'HC3' ? bread : undefined;
    await eachScore(
      likelihood,
      parameters,
      information,
      breath,
      width,
      (_, score) => addOuter(meat, score, 0, width, 1),
      hat,
    );
    if (errors.robust === 'HC1') scaleBy(meat, n / (n - width));
  } else {
    sameLength({
      outcome: likelihood.outcome,
      ...Object.fromEntries(errors.clusters.map((labels, k) => [`clusters[${k}]`, labels])),
    });
    wholeNumber('the number of clusterings', errors.clusters.length, 1, 2);
    const groupings = errors.clusters.map(groupsOf);
    const few = Math.min(...groupings.map(({ count }) => count));
    if (few < 2)
      return insufficient({
        reason: 'too-few-clusters',
        detail: 'Errors clustered by group need several groups.',
        have: few,
        need: 2,
      });
    const signed: [Groups, number][] = groupings.map((groups) => [groups, 1]);
    if (groupings.length === 2) signed.push([intersection(groupings[0]!, groupings[1]!), -1]);
    const sums = signed.map(([{ count }]) => new Float64Array(count * width));
    await rows((row, score) => {
      for (let g = 0; g < signed.length; g++) {
        const start = signed[g]![0].of[row]! * width;
        const into = sums[g]!;
        for (let j = 0; j < width; j++) into[start + j] = into[start + j]! + score[j]!;
      }
    });
    signed.forEach(([{ count }, sign], g) => {
      const factor =
        ((errors.groupFactor ?? true) ? count / (count - 1) : 1) *
        (errors.type === 'HC1' ? (n - 1) / (n - width) : 1);
      for (let group = 0; group < count; group++)
        addOuter(meat, sums[g]!, group * width, width, sign * factor);
    });
  }
  return aroundMeat(bread, meat, size, width);
};

/** The score of every row, by the parameters; divided by 1 − leverage where `hat` is the inverse information. */
const eachScore = async (
  likelihood: Likelihood,
  parameters: Float64Array,
  information: Information,
  breath: Breath,
  width: number,
  visit: (row: number, score: Float64Array) => void,
  hat?: Float64Array,
): Promise<void> => {
  const size = parameterCount(likelihood);
  const score = new Float64Array(width);
  const theta = likelihood.shaped ? Math.exp(parameters[size - 1]!) : 0;
  const atTheta = likelihood.shaped ? digamma(theta) : 0;
  await visitRows(
    likelihood,
    parameters,
    information,
    breath,
    0.98,
    ({ from, block, stride, count, zero }) => {
      for (let i = 0; i < block.count; i++) {
        for (let j = 0; j < count.width; j++) score[j] = block.scoreEta[i]! * count.columns[j * stride + i]!;
        if (zero !== undefined)
          for (let j = 0; j < zero.width; j++)
            score[zero.from + j] = block.scoreZeta[i]! * zero.columns[j * stride + i]!;
        if (likelihood.shaped && width === size)
          score[size - 1] =
            block.scoreTau[i]! +
            block.w[i]! * theta * (block.y[i] === 0 ? 0 : digamma(block.y[i]! + theta) - atTheta);
        if (hat !== undefined) {
          let leverage = 0;
          for (let j = 0; j < count.width; j++)
            for (let k = 0; k < count.width; k++)
              leverage +=
                count.columns[j * stride + i]! * hat[j * size + k]! * count.columns[k * stride + i]!;
          const kept = 1 - leverage * block.etaEta[i]!;
          for (let j = 0; j < width; j++) score[j] = score[j]! / kept;
        }
        visit(from + i, score);
      }
    },
  );
};

const addOuter = (
  into: Float64Array,
  v: Float64Array,
  start: number,
  width: number,
  factor: number,
): void => {
  for (let j = 0; j < width; j++) {
    const value = factor * v[start + j]!;
    for (let k = 0; k < width; k++) into[j * width + k] = into[j * width + k]! + value * v[start + k]!;
  }
};

const scaleBy = (values: Float64Array, factor: number): void => {
  for (let i = 0; i < values.length; i++) values[i] = values[i]! * factor;
};

/** B M B, where M may leave out the last parameter of B, which then keeps its own variance. */
const aroundMeat = (bread: Float64Array, meat: Float64Array, size: number, width: number): Float64Array => {
  const half = new Float64Array(width * width);
  for (let i = 0; i < width; i++)
    for (let j = 0; j < width; j++)
      for (let k = 0; k < width; k++)
        half[i * width + j] = half[i * width + j]! + bread[i * size + k]! * meat[k * width + j]!;
  const covariance = bread.slice();
  for (let i = 0; i < width; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += half[i * width + k]! * bread[k * size + j]!;
      covariance[i * size + j] = sum;
      covariance[j * size + i] = sum;
    }
  return covariance;
};
