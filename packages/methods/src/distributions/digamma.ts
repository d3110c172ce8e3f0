// from here on the asymptotic series have reached full precision
const ASYMPTOTIC_FROM = 10;

/**
 * ψ(x), the derivative of log Γ, for x > 0; NaN otherwise. Absolute error about 1e-15, relative where |ψ| > 1.
 * Recurrence and asymptotic series: Abramowitz & Stegun (1964), 6.3.5 and 6.3.18.
 */
export const digamma = (x: number): number => {
  if (!(x > 0)) return Number.NaN;
  let below = 0;
  while (x < ASYMPTOTIC_FROM) {
    below += 1 / x;
    x += 1;
  }
  const u = 1 / (x * x);
  const series =
    u *
    (1 / 12 -
      u *
        (1 / 120 -
          u *
            (1 / 252 -
              u * (1 / 240 - u * (1 / 132 - u * (691 / 32760 - u * (1 / 12 - u * (3617 / 8160))))))));
  return Math.log(x) - 0.5 / x - series - below;
};

/**
 * ψ′(x), the second derivative of log Γ, for x > 0; NaN otherwise. Relative error about 1e-15.
 * Recurrence and asymptotic series: Abramowitz & Stegun (1964), 6.4.6 and 6.4.12.
 */
export const trigamma = (x: number): number => {
  if (!(x > 0)) return Number.NaN;
  let below = 0;
  while (x < ASYMPTOTIC_FROM) {
    below += 1 / (x * x);
    x += 1;
  }
  const u = 1 / (x * x);
  const series =
    u *
    (1 / 6 -
      u *
        (1 / 30 -
          u * (1 / 42 - u * (1 / 30 - u * (5 / 66 - u * (691 / 2730 - u * (7 / 6 - u * (3617 / 510))))))));
  return below + (1 + series + 0.5 / x) / x;
};
