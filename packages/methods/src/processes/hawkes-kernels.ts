import { Problem } from '@bluehelm/kernel/problem';
import { methodProblems } from '../problems.ts';
import { type Decay, exponentialDecay, powerLawDecay } from './decay.ts';

/**
 * How long after its cause an effect comes. `exponential`: rate·exp(−rate·t). `power-law` (Omori): (p − 1)/c·(1 + t/c)^−p,
 * p above 1. In the unit of the times.
 */
export type DelayKernel =
  | { readonly family: 'exponential'; readonly rate: number }
  | { readonly family: 'power-law'; readonly c: number; readonly p: number };

/**
 * How far from its cause an effect falls, alike in all directions; r in the unit of the coordinates. `gaussian`:
 * exp(−r²/2σ²)/(2πσ²). `power-law`: (q − 1)/(πd²)·(1 + r²/d²)^−q, q above 1.
 */
export type DistanceKernel =
  | { readonly family: 'gaussian'; readonly sigma: number }
  | { readonly family: 'power-law'; readonly d: number; readonly q: number };

export const decayOf = (family: 'exponential' | 'gaussian' | 'power-law'): Decay =>
  family === 'power-law' ? powerLawDecay : exponentialDecay;

/** The delay's parameters as its `Decay` has them. @throws Problem METHOD_VALUE_INVALID */
export const delayTheta = (kernel: DelayKernel): number[] =>
  kernel.family === 'exponential'
    ? [Math.log(above('rate', kernel.rate, 0))]
    : [Math.log(above('c', kernel.c, 0)), Math.log(above('p', kernel.p, 1) - 1)];

/** The same of a distance, whose decay is in r². @throws Problem METHOD_VALUE_INVALID */
export const distanceTheta = (kernel: DistanceKernel): number[] =>
  kernel.family === 'gaussian'
    ? [-Math.log(2 * above('sigma', kernel.sigma, 0) ** 2)]
    : [2 * Math.log(above('d', kernel.d, 0)), Math.log(above('q', kernel.q, 1) - 1)];

export const delayKernel = (family: DelayKernel['family'], theta: Float64Array, at: number): DelayKernel =>
  family === 'exponential'
    ? { family, rate: Math.exp(theta[at]!) }
    : { family, c: Math.exp(theta[at]!), p: 1 + Math.exp(theta[at + 1]!) };

export const distanceKernel = (
  family: DistanceKernel['family'],
  theta: Float64Array,
  at: number,
): DistanceKernel =>
  family === 'gaussian'
    ? { family, sigma: Math.exp(-theta[at]! / 2) / Math.SQRT2 }
    : { family, d: Math.exp(theta[at]! / 2), q: 1 + Math.exp(theta[at + 1]!) };

const above = (name: string, value: number, least: number): number => {
  if (!(value > least && value < Number.POSITIVE_INFINITY))
    throw new Problem(methodProblems.value, `${name} is ${value}; a number above ${least} was expected.`);
  return value;
};
