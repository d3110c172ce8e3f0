import type { SpaceInteraction, TimeInteraction } from './model.ts';

/** A function of distance and of parameters on the log scale, with its derivatives by them. */
export interface SpaceKernel {
  readonly names: readonly string[];
  /** writes f at r, then ∂f/∂parameter, into `out` */
  at(r: number, parameters: Float64Array, first: number, out: Float64Array): void;
  /** sensible parameters for a scale of distance */
  start(scale: number): number[];
}

/** The same of time; `integral` between two ages, with its derivatives. */
export interface TimeKernel {
  readonly names: readonly string[];
  at(t: number, parameters: Float64Array, first: number, out: Float64Array): void;
  integral(from: number, to: number, parameters: Float64Array, first: number, out: Float64Array): void;
  start(reach: number): number[];
}

export const spaceKernels: Readonly<Record<SpaceInteraction, SpaceKernel>> = {
  constant: {
    names: [],
    at: (_r, _parameters, _first, out) => {
      out[0] = 1;
    },
    start: () => [],
  },
  gaussian: {
    names: ['log σ'],
    at: (r, parameters, first, out) => {
      const z = (r / Math.exp(parameters[first]!)) ** 2;
      const f = Math.exp(-0.5 * z);
      out[0] = f;
      out[1] = f * z;
    },
    start: (scale) => [Math.log(scale)],
  },
  'power-law': {
    names: ['log σ', 'log d'],
    at: (r, parameters, first, out) => {
      const d = Math.exp(parameters[first + 1]!);
      const z = r / Math.exp(parameters[first]!);
      const log = Math.log1p(z);
      const f = Math.exp(-d * log);
      out[0] = f;
      out[1] = (d * f * z) / (1 + z);
      out[2] = -d * log * f;
    },
    start: (scale) => [Math.log(scale), Math.log(3)],
  },
};

export const timeKernels: Readonly<Record<TimeInteraction, TimeKernel>> = {
  constant: {
    names: [],
    at: (_t, _parameters, _first, out) => {
      out[0] = 1;
    },
    integral: (from, to, _parameters, _first, out) => {
      out[0] = to - from;
    },
    start: () => [],
  },
  exponential: {
    names: ['log α'],
    at: (t, parameters, first, out) => {
      const alpha = Math.exp(parameters[first]!);
      const g = Math.exp(-alpha * t);
      out[0] = g;
      out[1] = -alpha * t * g;
    },
    integral: (from, to, parameters, first, out) => {
      const alpha = Math.exp(parameters[first]!);
      const [a, b] = [Math.exp(-alpha * from), Math.exp(-alpha * to)];
      const integral = (-a * Math.expm1(-alpha * (to - from))) / alpha;
      out[0] = integral;
      out[1] = to * b - from * a - integral;
    },
    start: (reach) => [Math.log(3 / reach)],
  },
};
