const SQRT_2_PI = 2.5066282746310002;

/** Density of the standard normal distribution at `x`. */
export const normalDensity = (x: number): number => Math.exp(-0.5 * x * x) / SQRT_2_PI;

// W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969), 631–637,
// as arranged for the normal integral: Cody, "Algorithm 715: SPECFUN", ACM TOMS 19 (1993), 22–30. Highest power first.
const CENTRE_TOP = [
  0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356,
];
const CENTRE_BOTTOM = [1, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673];
const MIDDLE_TOP = [
  1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002,
  2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978,
];
const MIDDLE_BOTTOM = [
  1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097,
  34900.95272114598, 38912.00328609327, 19685.429676859992,
];
const FAR_TOP = [
  0.023073441764940174, 0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934,
  0.000029112874951168793,
];
const FAR_BOTTOM = [
  1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824,
  0.00007297515550839662,
];

const polynomial = (coefficients: readonly number[], x: number): number => {
  let sum = coefficients[0]!;
  for (let i = 1; i < coefficients.length; i++) sum = sum * x + coefficients[i]!;
  return sum;
};

/** P(Z > x) for x ≥ 0.67: the small tail itself, never one minus a large number. */
const smallTail = (x: number): number => {
  // beyond, it is 0 in double precision; of infinity, the split would be NaN
  if (x > 40) return 0;
  // exp(−x²/2) with x² split, so that the rounding of x² is not magnified by the exponential
  const coarse = Math.trunc(x * 16) / 16;
  const bell = Math.exp(-0.5 * coarse * coarse) * Math.exp(-0.5 * (x - coarse) * (x + coarse));
  if (x <= 5.656854249492381) return (bell * polynomial(MIDDLE_TOP, x)) / polynomial(MIDDLE_BOTTOM, x);
  const u = 1 / (x * x);
  const correction = (u * polynomial(FAR_TOP, u)) / polynomial(FAR_BOTTOM, u);
  return (bell * (1 / SQRT_2_PI - correction)) / x;
};

/**
 * P(Z > x) for a standard normal Z, with a relative error of about 1e-15 down to 1e-308 (x ≈ 37.5).
 * Use it, not `1 − normalDistribution(x)`, for p-values. NaN in, NaN out.
 */
export const normalUpperTail = (x: number): number => {
  if (x >= 0.67448975) return smallTail(x);
  if (x <= -0.67448975) return 1 - smallTail(-x);
  const square = x * x;
  return 0.5 - (x * polynomial(CENTRE_TOP, square)) / polynomial(CENTRE_BOTTOM, square);
};

/** P(Z ≤ x) for a standard normal Z, accurate in the far left tail too. */
export const normalDistribution = (x: number): number => normalUpperTail(-x);

/** P(|Z| ≥ |z|): the two-sided p-value of a z score. */
export const normalTwoSided = (z: number): number => Math.min(1, 2 * normalUpperTail(Math.abs(z)));

// M. J. Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics 37 (1988),
// 477–484, routine PPND16. Highest power first.
const NEAR = {
  top: [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  bottom: [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
} as const;
const TAIL = {
  top: [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
    5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  bottom: [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
    1.6763848301838038, 2.053191626637759, 1,
  ],
} as const;
const FAR_TAIL = {
  top: [
    2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  bottom: [
    2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
  ],
} as const;

/** The x with P(Z ≤ x) = p. ±Infinity at 0 and 1, NaN outside [0, 1]. Relative error about 1e-15. */
export const normalQuantile = (p: number): number => {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  const offset = p - 0.5;
  if (Math.abs(offset) <= 0.425) {
    const r = 0.180625 - offset * offset;
    return (offset * polynomial(NEAR.top, r)) / polynomial(NEAR.bottom, r);
  }
  const tail = Math.min(p, 1 - p);
  if (tail === 0) return offset < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const r = Math.sqrt(-Math.log(tail));
  const { top, bottom } = r <= 5 ? TAIL : FAR_TAIL;
  const shift = r - (r <= 5 ? 1.6 : 5);
  const x = polynomial(top, shift) / polynomial(bottom, shift);
  return offset < 0 ? -x : x;
};
