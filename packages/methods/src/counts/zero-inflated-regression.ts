import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient, isInsufficient } from '../insufficient.ts';
import { type Breath, breathing } from '../long-run.ts';
import { methodProblems, sameLength } from '../problems.ts';
import { checkCounts, readyDesign, withoutEvents, type ZeroCountData } from './count-data.ts';
import type { StandardErrors } from './covariance.ts';
import { type Fit, fit, plainStart, refusal, runaways, search } from './fit.ts';
import { negativeBinomialKernel, poissonKernel, zeroInflatedKernel } from './kernels.ts';
import { type Likelihood, parameterCount } from './likelihood.ts';
import { tallyOf } from './tally.ts';
import {
  criteria,
  rowsCounted,
  type TwoPartOptions,
  type TwoPartRegression,
  zeroOfCounts,
} from './two-part.ts';

/**
 * Zero-inflated Poisson or negative binomial regression: some zeros are structural (nothing could have been counted there), the
 * others are counts that happened to be 0. Log link for counts, logit link for structural zeros.
 *
 * @returns estimates. Where the data show no more zeros than the count part brings, `zero` is `Insufficient` with the reason
 * `no-zero-inflation` and the rest is the plain count regression. `Insufficient` as a whole as `negativeBinomialRegression`,
 * and `no-zeros` where no count is 0
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * Newton's method on all parameters, by the complete data's information (EM gradient) where the observed one is not positive.
 * O(rows · (columns of both)²) a step. Source: Lambert (1992), Technometrics 34(1); Lange (1995) for the EM gradient; errors from the
 * observed information as R pscl `zeroinfl`.
 */
export const zeroInflatedRegression = async (
  data: ZeroCountData,
  { family, errors = 'model', signal, onProgress }: TwoPartOptions,
): Promise<TwoPartRegression | Insufficient> => {
  const breath = breathing({ signal, onProgress });
  const likelihood = twoPartLikelihood(data, family, errors);
  if (isInsufficient(likelihood)) return likelihood;
  const plain = withoutZeros(likelihood);
  const found = await search(likelihood, breath, inflatedStart);
  const width = likelihood.count.scaled.width;
  if (found.kind === 'maximum' ? runsToZero(likelihood, found.step) : found.parameters[width]! < -20) {
    const counts = await fit(plain, 'observed', errors, breath);
    if (isInsufficient(counts)) return counts;
    return told(
      data,
      family,
      parameterCount(likelihood),
      counts,
      likelihood.zero!.scaled.design.columns.length,
    );
  }
  const refused = refusal(likelihood, found);
  if (refused) return refused;
  const best = await fit(likelihood, 'observed', errors, breath, found);
  if (isInsufficient(best)) return best;
  onProgress?.(1);
  return told(data, family, parameterCount(likelihood), best, 0);
};

/** Whether all that still moves is the zero part, and it moves towards no structural zeros in any row. */
const runsToZero = (likelihood: Likelihood, step: Float64Array): boolean => {
  const names = runaways(likelihood, step);
  if (names.length === 0 || !names.every((name) => name.startsWith('zero: '))) return false;
  const { count, zero, shaped } = likelihood;
  const { width, design, centre, scale } = zero!.scaled;
  const from = count.scaled.width;
  if (shaped && Math.abs(step[step.length - 1]!) > 0.1) return false;
  // the step's own predictor falls in every row
  for (let i = 0; i < design.rows; i++) {
    let sum = 0;
    for (let j = 0; j < width; j++)
      sum += (design.values[i * width + j]! - centre[j]!) * scale[j]! * step[from + j]!;
    if (!(sum < -0.5)) return false;
  }
  return true;
};

export const twoPartLikelihood = (
  data: ZeroCountData,
  family: TwoPartOptions['family'],
  errors: StandardErrors,
): Likelihood | Insufficient => {
  checkCounts(data);
  const { outcome, design, zero, offset, zeroOffset, weights } = data;
  sameLength({ outcome, 'rows of the zero design': { length: zero.rows }, zeroOffset });
  if (typeof errors === 'object' && 'robust' in errors && errors.robust === 'HC3')
    throw new Problem(
      methodProblems.value,
      'errors is HC3; HC0 or HC1 was expected, as a mixture has no leverages.',
    );
  const shaped = family === 'negative-binomial';
  const empty = withoutEvents(outcome);
  if (empty) return empty;
  if (outcome.every((y) => y > 0))
    return insufficient({
      reason: 'no-zeros',
      detail: 'No count is 0, so a part of its own for zeros has nothing to tell.',
      have: 0,
      need: 1,
    });
  const parameters = design.columns.length + zero.columns.length + (shaped ? 1 : 0);
  const counts = readyDesign(design, parameters);
  if (isInsufficient(counts)) return counts;
  const zeros = readyDesign(zero, parameters);
  if (isInsufficient(zeros)) return zeros;
  return {
    outcome,
    weights,
    count: { scaled: counts, offset },
    zero: { scaled: zeros, offset: zeroOffset },
    kernel: zeroInflatedKernel(shaped),
    shaped,
    tally: tallyOf(outcome, weights),
  };
};

const withoutZeros = (likelihood: Likelihood): Likelihood => ({
  ...likelihood,
  zero: undefined,
  kernel: likelihood.shaped ? negativeBinomialKernel : poissonKernel,
});

/** The count part as if alone, and half of all zeros structural ones. */
const inflatedStart = async (likelihood: Likelihood, breath: Breath): Promise<Float64Array> => {
  const width = likelihood.count.scaled.width;
  const { outcome, zero } = likelihood;
  const start = new Float64Array(parameterCount(likelihood));
  const alone = await plainStart(withoutZeros(likelihood), breath);
  start.set(alone.subarray(0, width));
  let zeros = 0;
  for (let i = 0; i < outcome.length; i++) if (outcome[i] === 0) zeros++;
  const share = Math.max(0.05, (0.5 * zeros) / outcome.length);
  const { constant } = zero!.scaled;
  if (constant >= 0) start[width + constant] = Math.log(share / (1 - share));
  return start;
};

const told = (
  { outcome, weights }: ZeroCountData,
  family: TwoPartOptions['family'],
  parameters: number,
  best: Fit,
  lost: number,
): TwoPartRegression => {
  const { count, zero, theta, thetaStandardError, logLikelihood, iterations, eta, zeta } = best;
  const fitted = eta.map(Math.exp);
  const zeroProbability = new Float64Array(fitted.length);
  for (let i = 0; i < fitted.length; i++) {
    const structural = zero === undefined ? 0 : 1 / (1 + Math.exp(-zeta[i]!));
    zeroProbability[i] = structural + (1 - structural) * zeroOfCounts(fitted[i]!, theta);
    fitted[i] = fitted[i]! * (1 - structural);
  }
  const n = rowsCounted(outcome, weights);
  const estimated = parameters - lost;
  return {
    kind: 'zero-inflated-regression',
    family,
    count,
    zero:
      zero ??
      insufficient({
        reason: 'no-zero-inflation',
        detail:
          'The counts have no more zeros than their own distribution brings: the odds of structural ones run to 0.',
        have: 0,
        need: 1,
      }),
    theta,
    thetaStandardError,
    logLikelihood,
    n,
    parameters: estimated,
    ...criteria(logLikelihood, estimated, n),
    iterations,
    fitted,
    zeroProbability,
  };
};
