import { dot, type Objective, type Visited, visit } from './objective.ts';

// Nocedal & Wright's constants for quasi-Newton directions: hardly any decrease asked, little steepness left
const DECREASE = 1e-4;
const CURVATURE = 0.9;
const MOST_TRIES = 40;

interface Tried {
  readonly step: number;
  readonly slope: number;
  readonly at: Visited;
}

/**
 * A step along `direction` that fulfils the strong Wolfe conditions, by bracketing and safeguarded cubic interpolation.
 * Steps out of the function's domain count as infinitely high.
 *
 * @param longest no longer step is tried; where the function still falls at it, it is taken
 * @returns the place reached; undefined when no lower place was found, which at rounding's limit means: arrived
 *
 * Source: Nocedal & Wright (2006), Numerical Optimization, 2nd ed., algorithms 3.5 and 3.6, equation 3.59.
 */
export const wolfeStep = async (
  objective: Objective,
  from: Visited,
  direction: Float64Array,
  firstStep: number,
  longest = Number.POSITIVE_INFINITY,
): Promise<Visited | undefined> => {
  const slope0 = dot(from.gradient, direction);
  const try_ = async (step: number): Promise<Tried> => {
    const at = await visit(
      objective,
      from.x.map((x, i) => x + step * direction[i]!),
    );
    return { step, at, slope: dot(at.gradient, direction) };
  };
  const tooHigh = ({ step, at }: Tried): boolean => !(at.value <= from.value + DECREASE * step * slope0);
  const flat = ({ slope }: Tried): boolean => Math.abs(slope) <= -CURVATURE * slope0;

  // low: the best step that lowers enough; high: the other end of the bracket
  let low: Tried = { step: 0, slope: slope0, at: from };
  let high: Tried | undefined;
  let step = Math.min(firstStep, longest);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const tried = await try_(step);
    if (tooHigh(tried) || tried.at.value >= low.at.value) high = tried;
    else {
      if (flat(tried)) return tried.at;
      if (high === undefined ? tried.slope >= 0 : tried.slope * (high.step - low.step) >= 0) high = low;
      low = tried;
    }
    if (high === undefined) {
      if (step === longest) return low.at;
      step = Math.min(4 * step, longest);
      continue;
    }
    const width = Math.abs(high.step - low.step);
    if (width <= 1e-14 * Math.max(high.step, low.step) || width < Number.MIN_VALUE) break;
    step = between(low, high);
  }
  return low.step > 0 ? low.at : undefined;
};

/** The lowest point of the cubic through both ends, kept a tenth of the bracket away from them. */
const between = (low: Tried, high: Tried): number => {
  const width = high.step - low.step;
  const middle = low.step + 0.5 * width;
  if (!Number.isFinite(high.at.value)) return low.step + 0.2 * width;
  const d1 = low.slope + high.slope - (3 * (low.at.value - high.at.value)) / (low.step - high.step);
  const inside = d1 * d1 - low.slope * high.slope;
  if (!(inside >= 0)) return middle;
  const d2 = Math.sign(width) * Math.sqrt(inside);
  const share = 1 - (high.slope + d2 - d1) / (high.slope - low.slope + 2 * d2);
  return Number.isFinite(share) ? low.step + Math.min(0.9, Math.max(0.1, share)) * width : middle;
};
