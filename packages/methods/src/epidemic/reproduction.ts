import { type Likelihood, spacePrimitives } from './likelihood.ts';
import type { Prepared } from './prepared.ts';

/** Mean number of events that an event excites, with its interval. */
export interface MeanOffspring {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface Reproduction {
  /** within window and period: what the data can show; smaller near their ends. surveillance's R0 */
  readonly observed: MeanOffspring;
  /** within the whole reach, as if window and period went on: above 1 the epidemic feeds itself */
  readonly whole: MeanOffspring;
  /** per event, within window and period */
  readonly perEvent: Float64Array;
}

/**
 * R₀ⱼ = Σκ excites(κⱼ, κ) · ηⱼ · ∫ f · ∫ g, averaged over the events. Intervals by the delta method for log R₀.
 * Meyer, Elias & Höhle (2012), Biometrics 68(2), section 3.
 */
export const reproductionOf = (
  prepared: Prepared,
  theta: Float64Array,
  at: Likelihood,
  covariance: Float64Array,
  z: number,
): Reproduction => {
  const { epidemic, layout, knots, excited, time } = prepared;
  const { n, marks } = epidemic;
  const width = layout.size - layout.space;
  const gradient = new Float64Array(layout.size);
  const whole = new Float64Array(n);
  const wholeGradient = new Float64Array(layout.size);
  const primitives = spacePrimitives(prepared, theta);
  const g = new Float64Array(1 + time.names.length);
  const share = new Float64Array(knots.radii.length);
  for (let j = 0; j < n; j++) {
    addTo(gradient, at.offspring[j]!, j, prepared);
    for (let c = 0; c < width; c++) gradient[layout.space + c]! += at.offspringSlopes[j * width + c]!;

    time.integral(0, epidemic.reachTime[j]!, theta, layout.time, g);
    share.fill(0);
    knots.spread(Math.min(knots.reach, epidemic.reachSpace[j]!), 2 * Math.PI, share, 0);
    const f = primitives.map((primitive) =>
      share.reduce((sum, weight, k) => sum + weight * primitive[k]!, 0),
    );
    let predictor = theta[layout.epidemic]!;
    for (let c = 0; c < marks.names.length; c++)
      predictor += theta[layout.epidemic + 1 + c]! * marks.values[j * marks.names.length + c]!;
    const strength = excited[j]! * Math.exp(predictor);
    whole[j] = strength * f[0]! * g[0]!;
    addTo(wholeGradient, whole[j]!, j, prepared);
    for (let c = 1; c < f.length; c++) wholeGradient[layout.space + c - 1]! += strength * f[c]! * g[0]!;
    for (let c = 1; c < g.length; c++) wholeGradient[layout.time + c - 1]! += strength * f[0]! * g[c]!;
  }
  return {
    observed: meanWithInterval(at.offspring, gradient, covariance, z),
    whole: meanWithInterval(whole, wholeGradient, covariance, z),
    perEvent: at.offspring,
  };
};

const addTo = (gradient: Float64Array, value: number, j: number, { layout, epidemic }: Prepared): void => {
  const { names, values } = epidemic.marks;
  gradient[layout.epidemic]! += value;
  for (let c = 0; c < names.length; c++)
    gradient[layout.epidemic + 1 + c]! += value * values[j * names.length + c]!;
};

const meanWithInterval = (
  values: Float64Array,
  gradient: Float64Array,
  covariance: Float64Array,
  z: number,
): MeanOffspring => {
  const total = values.reduce((sum, value) => sum + value, 0);
  const p = gradient.length;
  let variance = 0;
  for (let a = 0; a < p; a++)
    for (let b = 0; b < p; b++)
      variance += (gradient[a]! * gradient[b]! * covariance[a * p + b]!) / total ** 2;
  const factor = Math.exp(z * Math.sqrt(variance));
  const mean = total / values.length;
  return { mean, low: mean / factor, high: mean * factor };
};
