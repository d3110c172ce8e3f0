import { normalTwoSided } from '../distributions/normal.ts';
import { ownCoefficients, type ScaledDesign } from './scaled-design.ts';

/** Estimates of one linear predictor, in the order of its columns. */
export interface Coefficients {
  readonly columns: readonly string[];
  /** on the scale of the logarithm (of the mean, or of the odds): exp of one is a ratio */
  readonly estimates: Float64Array;
  readonly standardErrors: Float64Array;
  readonly z: Float64Array;
  /** two-sided, from the normal distribution */
  readonly p: Float64Array;
  /** of the estimates, row by row */
  readonly covariance: Float64Array;
}

/** One part's estimates and their covariance on the design's own scale, from all parameters on the scale searched on. */
export const coefficientsOf = (
  parameters: Float64Array,
  covariance: Float64Array,
  size: number,
  from: number,
  scaled: ScaledDesign,
): Coefficients => {
  const { width } = scaled;
  const block = new Float64Array(width * width);
  for (let i = 0; i < width; i++)
    for (let j = 0; j < width; j++) block[i * width + j] = covariance[(from + i) * size + from + j]!;
  const own = ownCovariance(block, scaled);
  return tabled(scaled.design.columns, ownCoefficients(parameters.subarray(from, from + width), scaled), own);
};

const tabled = (
  columns: readonly string[],
  estimates: Float64Array,
  covariance: Float64Array,
): Coefficients => {
  const width = columns.length;
  const standardErrors = estimates.map((_, j) => Math.sqrt(covariance[j * width + j]!));
  const z = estimates.map((estimate, j) => estimate / standardErrors[j]!);
  return { columns, estimates, standardErrors, z, p: z.map(normalTwoSided), covariance };
};

/** T C T′: T scales each coefficient and takes the centres off the constant. */
const ownCovariance = (
  covariance: Float64Array,
  { width, centre, scale, constant }: ScaledDesign,
): Float64Array => {
  const t = new Float64Array(width * width);
  for (let j = 0; j < width; j++) {
    t[j * width + j] = scale[j]!;
    if (constant >= 0 && j !== constant) t[constant * width + j] = -centre[j]! * scale[j]! * scale[constant]!;
  }
  const half = new Float64Array(width * width);
  const own = new Float64Array(width * width);
  for (let i = 0; i < width; i++)
    for (let k = 0; k < width; k++)
      if (t[i * width + k] !== 0)
        for (let j = 0; j < width; j++)
          half[i * width + j] = half[i * width + j]! + t[i * width + k]! * covariance[k * width + j]!;
  for (let i = 0; i < width; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += half[i * width + k]! * t[j * width + k]!;
      own[i * width + j] = sum;
      own[j * width + i] = sum;
    }
  return own;
};
