import { type Objective, visit } from './objective.ts';

/**
 * The n × n matrix of second derivatives, by central differences of the gradient, made symmetric. NaN where a step
 * leaves the function's domain.
 *
 * @param step relative to max(|xᵢ|, 1); the default balances rounding against the third derivative
 *
 * 2n evaluations. Source: Dennis & Schnabel (1983), Numerical Methods for Unconstrained Optimization, section 5.6.
 */
export const hessianOf = async (
  objective: Objective,
  x: Float64Array,
  step = Math.cbrt(Number.EPSILON),
): Promise<Float64Array> => {
  const n = x.length;
  const hessian = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const h = step * Math.max(1, Math.abs(x[i]!));
    const beside = (way: number): Float64Array => x.map((value, k) => (k === i ? value + way * h : value));
    const above = await visit(objective, beside(1));
    const below = await visit(objective, beside(-1));
    const known = Number.isFinite(above.value) && Number.isFinite(below.value);
    for (let j = 0; j < n; j++) {
      const second = known ? (above.gradient[j]! - below.gradient[j]!) / (2 * h) : Number.NaN;
      hessian[i * n + j]! += second / 2;
      hessian[j * n + i]! += second / 2;
    }
  }
  return hessian;
};
