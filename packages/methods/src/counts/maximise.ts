import { cholesky, isSingular } from '../linear-algebra/cholesky.ts';
import type { Breath } from '../long-run.ts';
import type { Information } from './kernels.ts';
import { type Derivatives, derivatives, type Likelihood, parameterCount } from './likelihood.ts';

/** Where the log-likelihood is largest. */
export interface Maximum {
  readonly kind: 'maximum';
  readonly parameters: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** the last step: near nothing, or towards infinity along parameters that do not matter any more */
  readonly step: Float64Array;
}

/** Why there is none: the parameter along which nothing is known, or −1 where the search did not end. */
export interface NoMaximum {
  readonly kind: 'none';
  readonly flat: number;
  readonly iterations: number;
  readonly parameters: Float64Array;
}

/** The squared length of a step, in standard errors, at which it is the last: the next is nearly its square. */
export const LAST_STEP = 1e-10;
const MOST_ITERATIONS = 100;
const MOST_HALVINGS = 30;
// log θ may move by so much at a time
const LONGEST_TAU = 1.5;

/**
 * Newton's method on all parameters at once, by the observed information where it is positive definite and else by the expected;
 * a step that would lower the likelihood is halved. Quadratic at the end.
 */
export const maximise = async (
  likelihood: Likelihood,
  start: Float64Array,
  breath: Breath,
  lastStep = LAST_STEP,
): Promise<Maximum | NoMaximum> => {
  const size = parameterCount(likelihood);
  const shareOf = (iteration: number): number => 0.95 * (1 - 0.8 ** iteration);
  const at = (parameters: Float64Array, information: Information, iteration: number): Promise<Derivatives> =>
    derivatives(likelihood, parameters, information, breath, shareOf(iteration));
  let parameters = start;
  let here = await at(parameters, 'observed', 0);
  for (let iteration = 1; iteration <= MOST_ITERATIONS; iteration++) {
    let step = newton(here, size);
    if (typeof step === 'number') {
      const safe = await at(parameters, 'expected', iteration);
      if (likelihood.shaped) {
        const corner = size * size - 1;
        safe.information[corner] = Math.max(Math.abs(safe.information[corner]!), 1e-8);
      }
      step = newton(safe, size);
    }
    if (typeof step === 'number') return { kind: 'none', flat: step, iterations: iteration, parameters };
    if (likelihood.shaped) shorten(step, LONGEST_TAU);
    let gain = 0;
    for (let j = 0; j < size; j++) gain += step[j]! * here.gradient[j]!;
    if (gain < lastStep)
      return {
        kind: 'maximum',
        parameters: moved(parameters, step, 1),
        value: here.value + gain / 2,
        iterations: iteration,
        step,
      };
    const slack = 1e-11 * (1 + Math.abs(here.value));
    let share = 1;
    let halvings = 0;
    let next = await at(moved(parameters, step, share), 'observed', iteration);
    while (!(next.value >= here.value - slack) || !next.gradient.every(Number.isFinite)) {
      if (++halvings > MOST_HALVINGS) return { kind: 'none', flat: -1, iterations: iteration, parameters };
      share /= 2;
      next = await at(moved(parameters, step, share), 'observed', iteration);
    }
    parameters = moved(parameters, step, share);
    here = next;
  }
  return { kind: 'none', flat: -1, iterations: MOST_ITERATIONS, parameters };
};

/** The step, or the parameter at which the information is not positive. */
const newton = ({ gradient, information }: Derivatives, size: number): Float64Array | number => {
  const found = cholesky(information, size);
  return isSingular(found) ? found.column : found.solve(gradient);
};

const shorten = (step: Float64Array, longest: number): void => {
  const last = Math.abs(step[step.length - 1]!);
  if (last > longest) for (let j = 0; j < step.length; j++) step[j] = (step[j]! * longest) / last;
};

const moved = (parameters: Float64Array, step: Float64Array, share: number): Float64Array =>
  parameters.map((value, j) => value + share * step[j]!);
