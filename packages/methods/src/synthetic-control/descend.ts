import type { InnerProblem } from './inner-problem.ts';

const MOST_STEPS = 60;
const FLAT = 1e-10;
// logarithms of importance beyond this change nothing any more
const FARTHEST = 18;

/**
 * Goes down from u, in place: BFGS with a weak Wolfe search by bisection, which serves where the loss has kinks too. Lewis &
 * Overton (2013), Mathematical Programming 141. @returns the loss reached
 */
export const descend = (inner: InnerProblem, u: Float64Array): number => {
  const k = u.length;
  const inverse = new Float64Array(k * k);
  const gradient = new Float64Array(k);
  const ahead = new Float64Array(k);
  const turned = new Float64Array(k);
  const direction = new Float64Array(k);
  const there = new Float64Array(k);
  const hy = new Float64Array(k);
  const reset = (): void => {
    inverse.fill(0);
    for (let i = 0; i < k; i++) inverse[i * k + i] = 1;
  };
  reset();
  inner.at(u, false);
  let loss = inner.loss();
  inner.gradient(gradient);
  let fresh = true;
  for (let step = 0; step < MOST_STEPS; step++) {
    let slope = 0;
    let longest = 0;
    for (let i = 0; i < k; i++) {
      let sum = 0;
      for (let j = 0; j < k; j++) sum -= inverse[i * k + j]! * gradient[j]!;
      direction[i] = sum;
      slope += sum * gradient[i]!;
      longest = Math.max(longest, Math.abs(sum));
    }
    if (!(slope < 0) || longest === 0) {
      if (fresh) break;
      reset();
      fresh = true;
      continue;
    }
    const limit = 4 / longest;
    let low = 0;
    let high = Number.POSITIVE_INFINITY;
    let length = fresh ? Math.min(limit, 1 / longest) : Math.min(1, limit);
    let found = Number.NaN;
    for (let attempt = 0; attempt < 20; attempt++) {
      for (let i = 0; i < k; i++)
        there[i] = Math.max(-FARTHEST, Math.min(FARTHEST, u[i]! + length * direction[i]!));
      inner.at(there, true);
      const value = inner.loss();
      if (value > loss + 1e-4 * length * slope) high = length;
      else {
        inner.gradient(ahead);
        found = value;
        let later = 0;
        for (let i = 0; i < k; i++) later += ahead[i]! * direction[i]!;
        if (later >= 0.9 * slope || length >= limit) break;
        low = length;
      }
      length = high < Number.POSITIVE_INFINITY ? (low + high) / 2 : Math.min(limit, 2 * length);
      if (high - low < 1e-9 * high) break;
    }
    if (Number.isNaN(found) || !(found < loss)) {
      if (fresh) break;
      reset();
      fresh = true;
      continue;
    }
    let sy = 0;
    let yhy = 0;
    for (let i = 0; i < k; i++) {
      turned[i] = ahead[i]! - gradient[i]!;
      direction[i] = there[i]! - u[i]!;
      sy += direction[i]! * turned[i]!;
    }
    let yy = 0;
    for (let i = 0; i < k; i++) yy += turned[i]! ** 2;
    if (sy > 0 && yy > 0) {
      if (fresh) for (let i = 0; i < k; i++) inverse[i * k + i] = sy / yy;
      for (let i = 0; i < k; i++) {
        let sum = 0;
        for (let j = 0; j < k; j++) sum += inverse[i * k + j]! * turned[j]!;
        hy[i] = sum;
        yhy += sum * turned[i]!;
      }
      const factor = (1 + yhy / sy) / sy;
      for (let i = 0; i < k; i++)
        for (let j = 0; j < k; j++)
          inverse[i * k + j] =
            inverse[i * k + j]! +
            factor * direction[i]! * direction[j]! -
            (hy[i]! * direction[j]! + direction[i]! * hy[j]!) / sy;
      fresh = false;
    }
    const gained = loss - found;
    u.set(there);
    gradient.set(ahead);
    loss = found;
    if (gained <= FLAT * loss) break;
  }
  return loss;
};
