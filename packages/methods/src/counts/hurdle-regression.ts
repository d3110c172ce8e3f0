import { Problem } from '@bluehelm/kernel/problem';
import type { Design } from '../design/design.ts';
import { type Insufficient, insufficient, isInsufficient } from '../insufficient.ts';
import { breathing } from '../long-run.ts';
import { methodProblems, sameLength } from '../problems.ts';
import { checkCounts, readyDesign, withoutEvents, type ZeroCountData } from './count-data.ts';
import type { StandardErrors } from './covariance.ts';
import { type Fit, fit, search } from './fit.ts';
import { logitKernel, truncatedKernel } from './kernels.ts';
import type { Likelihood } from './likelihood.ts';
import { tallyOf } from './tally.ts';
import {
  criteria,
  rowsCounted,
  type TwoPartOptions,
  type TwoPartRegression,
  zeroOfCounts,
} from './two-part.ts';

/**
 * Hurdle regression: a logit for whether anything happened at all, and a Poisson or negative binomial regression of how much,
 * cut off at zero, for the rows where it did. The two are estimated apart, each with its own errors.
 *
 * @returns estimates, or `Insufficient` as `negativeBinomialRegression`, and `no-zeros` where no count is 0; details that begin
 * with `zero: ` or `count: ` say which part refused
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(rows · columns²) a step. Source: Mullahy (1986), Journal of Econometrics 33(3); Cameron & Trivedi (2013), section 4.5.
 */
export const hurdleRegression = async (
  data: ZeroCountData,
  { family, errors = 'model', signal, onProgress }: TwoPartOptions,
): Promise<TwoPartRegression | Insufficient> => {
  checkCounts(data);
  const { outcome, design, zero, offset, zeroOffset, weights } = data;
  sameLength({ outcome, 'rows of the zero design': { length: zero.rows }, zeroOffset });
  if (typeof errors === 'object' && 'robust' in errors && errors.robust === 'HC3')
    throw new Problem(
      methodProblems.value,
      'errors is HC3; HC0 or HC1 was expected, as a cut-off count has no leverages.',
    );
  const shaped = family === 'negative-binomial';
  const empty = withoutEvents(outcome);
  if (empty) return empty;
  const above = rowsAbove(outcome);
  if (above.length === outcome.length)
    return insufficient({
      reason: 'no-zeros',
      detail: 'No count is 0, so there is no hurdle to model.',
      have: 0,
      need: 1,
    });
  const breath = breathing({ signal, onProgress });
  const zeros = readyDesign(zero, zero.columns.length);
  if (isInsufficient(zeros)) return partOf('zero', zeros);
  const hurdle: Likelihood = {
    outcome: outcome.map((y) => (y > 0 ? 1 : 0)),
    weights,
    count: { scaled: zeros, offset: zeroOffset },
    kernel: logitKernel,
    shaped: false,
  };
  const crossed = await fit(
    hurdle,
    'observed',
    errors,
    breath,
    await search(hurdle, breath, async () => new Float64Array(zeros.width)),
  );
  if (isInsufficient(crossed)) return partOf('zero', crossed);
  const counts = readyDesign(rowsOf(design, above), design.columns.length + (shaped ? 1 : 0));
  if (isInsufficient(counts)) return partOf('count', counts);
  const positive = pick(outcome, above);
  const positiveWeights = weights && pick(weights, above);
  const counted = await fit(
    {
      outcome: positive,
      weights: positiveWeights,
      count: { scaled: counts, offset: offset && pick(offset, above) },
      kernel: truncatedKernel(shaped),
      shaped,
      tally: tallyOf(positive, positiveWeights),
    },
    'observed',
    clustersOf(errors, above),
    breath,
  );
  if (isInsufficient(counted)) return partOf('count', counted);
  onProgress?.(1);
  return told(data, family, crossed, counted);
};

const partOf = (part: string, { kind: _, ...answer }: Insufficient): Insufficient =>
  insufficient({ ...answer, detail: `${part}: ${answer.detail}` });

const rowsAbove = (outcome: Float64Array): Uint32Array => {
  let count = 0;
  for (let i = 0; i < outcome.length; i++) if (outcome[i]! > 0) count++;
  const rows = new Uint32Array(count);
  count = 0;
  for (let i = 0; i < outcome.length; i++) if (outcome[i]! > 0) rows[count++] = i;
  return rows;
};

const pick = (values: Float64Array, rows: Uint32Array): Float64Array => {
  const picked = new Float64Array(rows.length);
  for (let k = 0; k < picked.length; k++) picked[k] = values[rows[k]!]!;
  return picked;
};

const rowsOf = ({ columns, values }: Design, rows: Uint32Array): Design => {
  const width = columns.length;
  const kept = new Float64Array(rows.length * width);
  for (let k = 0; k < rows.length; k++) {
    const from = rows[k]! * width;
    for (let j = 0; j < width; j++) kept[k * width + j] = values[from + j]!;
  }
  return { rows: rows.length, columns, values: kept };
};

const clustersOf = (errors: StandardErrors, rows: Uint32Array): StandardErrors =>
  typeof errors === 'object' && 'clusters' in errors
    ? { ...errors, clusters: errors.clusters.map((labels) => Array.from(rows, (row) => labels[row]!)) }
    : errors;

const told = (
  { outcome, design, offset, weights }: ZeroCountData,
  family: TwoPartOptions['family'],
  crossed: Fit,
  counted: Fit,
): TwoPartRegression => {
  const { theta, thetaStandardError, count } = counted;
  const { estimates } = count;
  const fitted = new Float64Array(outcome.length);
  const zeroProbability = new Float64Array(outcome.length);
  const width = design.columns.length;
  for (let i = 0; i < fitted.length; i++) {
    let eta = offset === undefined ? 0 : offset[i]!;
    for (let j = 0; j < width; j++) eta += design.values[i * width + j]! * estimates[j]!;
    const mean = Math.exp(eta);
    const share = 1 / (1 + Math.exp(-crossed.eta[i]!));
    zeroProbability[i] = 1 - share;
    fitted[i] = (share * mean) / (1 - zeroOfCounts(mean, theta));
  }
  const n = rowsCounted(outcome, weights);
  const parameters =
    count.columns.length + crossed.count.columns.length + (family === 'negative-binomial' ? 1 : 0);
  const logLikelihood = crossed.logLikelihood + counted.logLikelihood;
  return {
    kind: 'hurdle-regression',
    family,
    count,
    zero: crossed.count,
    theta,
    thetaStandardError,
    logLikelihood,
    n,
    parameters,
    ...criteria(logLikelihood, parameters, n),
    iterations: crossed.iterations + counted.iterations,
    fitted,
    zeroProbability,
  };
};
