import { breathing, type LongRun } from '../long-run.ts';
import { sameLength } from '../problems.ts';
import { dot, type Objective, type Visited, visit } from './objective.ts';
import { wolfeStep } from './wolfe.ts';

export interface MinimiseOptions extends LongRun {
  /** ends when no gradient component times max(|xᵢ|, 1) exceeds this share of max(|value|, 1); default 1e-8 */
  readonly gradientTolerance?: number | undefined;
  /** ends after two steps in a row that lower the value by less than this share of max(|value|, 1); default 1e-14 */
  readonly valueTolerance?: number | undefined;
  /** no parameter moves farther in one iteration, e.g. 2 for logarithms; default: as far as it likes */
  readonly longestStep?: number | undefined;
  /** default 200 */
  readonly mostIterations?: number | undefined;
  /** n × n, symmetric positive definite: a first guess of the inverse Hessian, e.g. from the information matrix */
  readonly inverseHessian?: Float64Array | undefined;
}

export interface Minimum extends Visited {
  /** false when the iterations ran out, or the function had no lower place although its gradient is not small */
  readonly converged: boolean;
  readonly iterations: number;
  readonly evaluations: number;
  /** n × n: the approximation built on the way; rougher than `hessianOf` */
  readonly inverseHessian: Float64Array;
}

// a gradient this much larger than asked for still counts as arrived when the values can no longer be told apart
const ROUNDING_SLACK = 1e4;

/**
 * The lowest place of a smooth function near `start`, by the quasi-Newton method of Broyden, Fletcher, Goldfarb and
 * Shanno with a strong Wolfe line search. Scale the parameters so that steps of 1 are sensible, or give a first
 * `inverseHessian`.
 *
 * @throws the signal's reason; Problem METHOD_LENGTHS_DIFFER when `inverseHessian` is not n × n
 *
 * O(n²) an iteration beside the function. Source: Nocedal & Wright (2006), Numerical Optimization, 2nd ed., algorithm
 * 6.1 with the scaling of equation 6.20.
 */
export const minimise = async (
  objective: Objective,
  start: Float64Array,
  {
    gradientTolerance = 1e-8,
    valueTolerance = 1e-14,
    longestStep = Number.POSITIVE_INFINITY,
    mostIterations = 200,
    inverseHessian: given,
    signal,
    onProgress,
  }: MinimiseOptions = {},
): Promise<Minimum> => {
  const n = start.length;
  const breath = breathing({ signal, onProgress });
  const inverse = given ? given.slice() : identity(n);
  sameLength({ 'n × n values': { length: n * n }, inverseHessian: inverse });
  let evaluations = 0;
  const counted: Objective = (x, gradient) => {
    evaluations++;
    return objective(x, gradient);
  };

  let here = await visit(counted, start.slice());
  let fresh = true;
  let still = 0;
  let iterations = 0;
  const ended = (converged: boolean): Minimum => ({
    ...here,
    converged: converged && Number.isFinite(here.value),
    iterations,
    evaluations,
    inverseHessian: inverse,
  });
  if (!Number.isFinite(here.value)) return ended(false);
  while (steepness(here) > gradientTolerance) {
    if (iterations === mostIterations) return ended(false);
    if (breath.due()) await breath.take(iterations / (iterations + 20));
    const direction = downhill(inverse, here.gradient);
    const uphill = !(dot(direction, here.gradient) < 0);
    const next = uphill
      ? undefined
      : await wolfeStep(
          counted,
          here,
          direction,
          fresh && !given ? 1 / Math.max(1, norm(direction)) : 1,
          longestStep / direction.reduce((most, part) => Math.max(most, Math.abs(part)), 0),
        );
    if (next === undefined) {
      if (steepness(here) <= ROUNDING_SLACK * gradientTolerance) return ended(true);
      if (fresh) return ended(false);
      // what was learned of the curvature misleads: forget it once
      inverse.set(identity(n));
      fresh = true;
      continue;
    }
    iterations++;
    still = here.value - next.value <= valueTolerance * Math.max(1, Math.abs(next.value)) ? still + 1 : 0;
    update(inverse, here, next, fresh && !given);
    fresh = false;
    here = next;
    if (still === 2) return ended(steepness(here) <= ROUNDING_SLACK * gradientTolerance);
  }
  onProgress?.(1);
  return ended(true);
};

/** Dennis & Schnabel (1983), equation 7.2.5: the gradient in units of the value and of each parameter. */
const steepness = ({ x, value, gradient }: Visited): number => {
  let most = 0;
  for (let i = 0; i < x.length; i++)
    most = Math.max(most, Math.abs(gradient[i]!) * Math.max(1, Math.abs(x[i]!)));
  return most / Math.max(1, Math.abs(value));
};

const downhill = (inverse: Float64Array, gradient: Float64Array): Float64Array => {
  const n = gradient.length;
  const direction = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum -= inverse[i * n + j]! * gradient[j]!;
    direction[i] = sum;
  }
  return direction;
};

/** H ← (I − ρsyᵀ) H (I − ρysᵀ) + ρssᵀ, left as it is where the step shows no positive curvature. */
const update = (inverse: Float64Array, from: Visited, to: Visited, scale: boolean): void => {
  const n = from.x.length;
  const s = to.x.map((x, i) => x - from.x[i]!);
  const y = to.gradient.map((g, i) => g - from.gradient[i]!);
  const sy = dot(s, y);
  if (!(sy > 1e-12 * norm(s) * norm(y))) return;
  if (scale) {
    inverse.fill(0);
    for (let i = 0; i < n; i++) inverse[i * n + i] = sy / dot(y, y);
  }
  const hy = downhill(inverse, y).map((value) => -value);
  const factor = (1 + dot(y, hy) / sy) / sy;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      inverse[i * n + j]! += factor * s[i]! * s[j]! - (hy[i]! * s[j]! + s[i]! * hy[j]!) / sy;
};

const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));

const identity = (n: number): Float64Array => {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  return matrix;
};
