/** What a model of boosted trees makes small. Scores are on the scale of the trees: log of the mean, or the value itself. */
export interface Loss {
  /** whether the trees' sum is the logarithm of the mean */
  readonly log: boolean;
  /**
   * First and second derivative by the score of one row's loss, written at `row`.
   * @param mean the row's present prediction: exposure · exp(score), or the score
   */
  derivatives(y: number, mean: number, row: number, first: Float64Array, second: Float64Array): void;
  /** unit deviance: 0 where y = mean */
  deviance(y: number, mean: number): number;
}

export type LossName = 'poisson' | 'tweedie' | 'squared';

const poisson: Loss = {
  log: true,
  derivatives: (y, mean, row, first, second) => {
    first[row] = mean - y;
    second[row] = mean;
  },
  deviance: (y, mean) => 2 * ((y > 0 ? y * Math.log(y / mean) : 0) - y + mean),
};

const squared: Loss = {
  log: false,
  derivatives: (y, mean, row, first, second) => {
    first[row] = mean - y;
    second[row] = 1;
  },
  deviance: (y, mean) => (y - mean) ** 2,
};

/** Variance ∝ mean^power, 1 < power < 2: many zeros and a continuous part. Jørgensen (1987), JRSS B 49(2). */
const tweedie = (power: number): Loss => ({
  log: true,
  derivatives: (y, mean, row, first, second) => {
    const low = y * mean ** (1 - power);
    const high = mean ** (2 - power);
    first[row] = high - low;
    second[row] = (2 - power) * high + (power - 1) * low;
  },
  deviance: (y, mean) =>
    2 *
    (y ** (2 - power) / ((1 - power) * (2 - power)) -
      (y * mean ** (1 - power)) / (1 - power) +
      mean ** (2 - power) / (2 - power)),
});

export const lossOf = (name: LossName, power: number): Loss =>
  name === 'poisson' ? poisson : name === 'squared' ? squared : tweedie(power);
