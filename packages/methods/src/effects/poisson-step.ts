import { type LeastSquares, subtractFit } from './least-squares.ts';

interface PoissonState {
  readonly outcome: Float64Array;
  readonly offset: Float64Array | undefined;
  /** the working outcome, and the same demeaned: overwritten */
  readonly working: Float64Array;
  readonly target: Float64Array;
  readonly columns: readonly Float64Array[];
  readonly squares: LeastSquares;
  /** what is moved: the linear predictor and its exponential */
  readonly predictor: Float64Array;
  readonly means: Float64Array;
  /** Σ y log y − y, so that the deviance needs no logarithms */
  readonly saturated: number;
}

/** Means to begin with, between each count and the mean of all. */
export const startingMeans = (outcome: Float64Array): Float64Array => {
  let sum = 0;
  for (let i = 0; i < outcome.length; i++) sum += outcome[i]!;
  const mean = sum / outcome.length;
  return outcome.map((count) => (count + mean) / 2);
};

export const saturatedFit = (outcome: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < outcome.length; i++) {
    const count = outcome[i]!;
    if (count > 0) sum += count * Math.log(count) - count;
  }
  return sum;
};

interface PoissonStep {
  /** 2 Σ (y log(y/μ) − y + μ) */
  readonly deviance: number;
  /** rows with outcome 0 whose predictor fell by more than a half */
  readonly falling: number[];
  /** how far any other row's predictor moved */
  readonly moved: number;
}

const MOST_HALVINGS = 12;
const FALL = -0.5;

/**
 * Moves predictor and means to the weighted least squares fit, or halfway back again and again while the deviance
 * grows.
 */
export const poissonStep = (state: PoissonState, before: number): PoissonStep => {
  const { outcome, offset, working, target, columns, squares, predictor, means } = state;
  subtractFit(target, columns, squares);
  if (offset === undefined) for (let i = 0; i < target.length; i++) target[i] = working[i]! - target[i]!;
  else for (let i = 0; i < target.length; i++) target[i] = working[i]! - target[i]! + offset[i]!;
  let deviance = Number.NaN;
  for (let halving = 0; halving <= MOST_HALVINGS; halving++) {
    let sum = 0;
    for (let i = 0; i < outcome.length; i++) {
      const mean = Math.exp(target[i]!);
      means[i] = mean;
      sum += mean - outcome[i]! * target[i]!;
    }
    deviance = 2 * (sum + state.saturated);
    if (deviance <= before * (1 + 1e-9) + 1e-9) break;
    for (let i = 0; i < outcome.length; i++) target[i] = (target[i]! + predictor[i]!) / 2;
  }
  const falling: number[] = [];
  let moved = 0;
  for (let i = 0; i < outcome.length; i++) {
    const by = target[i]! - predictor[i]!;
    predictor[i] = target[i]!;
    if (by < FALL && outcome[i] === 0) {
      falling.push(i);
    } else if (Math.abs(by) > moved) moved = Math.abs(by);
  }
  return { deviance, falling, moved };
};
