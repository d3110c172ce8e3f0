/**
 * A density on [0, ∞) with its parameters as logarithms, so that none can leave its range. Delays use it as it is;
 * an isotropic kernel in the plane is one in u = distance², over π: the area of a ring is π du.
 */
export interface Decay {
  /** number of parameters */
  readonly size: number;
  /**
   * For values[from … to − 1] writes the density and, beside it, the density times the derivative of its logarithm by
   * each parameter: 1 + size numbers a value, from `out[0]` on.
   */
  tabulate(
    values: Float64Array,
    from: number,
    to: number,
    theta: Float64Array,
    at: number,
    out: Float64Array,
  ): void;
  /** writes the mass on [0, u] and its derivative by each parameter */
  mass(u: number, theta: Float64Array, at: number, out: Float64Array): void;
  /** the parameters after one M-step: `score[k]` sums the derivatives of the log density over `count` delays */
  step(theta: Float64Array, at: number, score: Float64Array, scoreAt: number, count: number): void;
  /** how much the density can change, relative to itself, over a distance `step` */
  change(step: number, theta: Float64Array, at: number): number;
  /** a draw, from a uniform number in [0, 1) */
  quantile(uniform: number, theta: Float64Array, at: number): number;
}

// an M-step that would change a parameter more than e-fold goes e-fold
const limited = (step: number): number => Math.max(-1, Math.min(1, step));

/** rate · exp(−rate·u); parameter: log rate. */
export const exponentialDecay: Decay = {
  size: 1,
  tabulate(values, from, to, theta, at, out) {
    const rate = Math.exp(theta[at]!);
    for (let p = from, o = 0; p < to; p++, o += 2) {
      const scaled = rate * values[p]!;
      const density = rate * Math.exp(-scaled);
      out[o] = density;
      out[o + 1] = density * (1 - scaled);
    }
  },
  mass(u, theta, at, out) {
    const scaled = Math.exp(theta[at]!) * u;
    const beyond = Math.exp(-scaled);
    out[0] = 1 - beyond;
    out[1] = u === Number.POSITIVE_INFINITY ? 0 : scaled * beyond;
  },
  // count / rate = Σ u, with the score's sum = count − rate·Σ u
  step(theta, at, score, scoreAt, count) {
    theta[at]! -= limited(Math.log(Math.max(1e-3, 1 - score[scoreAt]! / count)));
  },
  change: (step, theta, at) => Math.expm1(Math.exp(theta[at]!) * step),
  quantile: (uniform, theta, at) => -Math.log(1 - uniform) / Math.exp(theta[at]!),
};

/** e/c · (1 + u/c)^−(e + 1), Lomax's law (Omori's with p = e + 1); parameters: log c, log e. */
export const powerLawDecay: Decay = {
  size: 2,
  tabulate(values, from, to, theta, at, out) {
    const c = Math.exp(theta[at]!);
    const e = Math.exp(theta[at + 1]!);
    for (let p = from, o = 0; p < to; p++, o += 3) {
      const log = Math.log1p(values[p]! / c);
      const density = (e / c) * Math.exp(-(e + 1) * log);
      out[o] = density;
      out[o + 1] = density * (e - ((e + 1) * c) / (values[p]! + c));
      out[o + 2] = density * (1 - e * log);
    }
  },
  mass(u, theta, at, out) {
    const c = Math.exp(theta[at]!);
    const e = Math.exp(theta[at + 1]!);
    const log = Math.log1p(u / c);
    const beyond = Math.exp(-e * log);
    const finite = u !== Number.POSITIVE_INFINITY;
    out[0] = 1 - beyond;
    out[1] = finite ? (-beyond * e * u) / (u + c) : 0;
    out[2] = finite ? beyond * e * log : 0;
  },
  // one step of scoring with Lomax's information, e/(e + 2), 1 and −e/(e + 1) between: the EM gradient algorithm
  // (Lange 1995, JRSS B 57), which nears the maximum as fast as EM does
  step(theta, at, score, scoreAt, count) {
    const e = Math.exp(theta[at + 1]!);
    const across = -e / (e + 1);
    const first = e / (e + 2);
    const determinant = first - across * across;
    const byC = score[scoreAt]! / count;
    const byE = score[scoreAt + 1]! / count;
    theta[at]! += limited((byC - across * byE) / determinant);
    theta[at + 1]! += limited((first * byE - across * byC) / determinant);
  },
  change: (step, theta, at) =>
    Math.expm1((Math.exp(theta[at + 1]!) + 1) * Math.log1p(step / Math.exp(theta[at]!))),
  quantile: (uniform, theta, at) =>
    Math.exp(theta[at]!) * Math.expm1(-Math.log1p(-uniform) / Math.exp(theta[at + 1]!)),
};
