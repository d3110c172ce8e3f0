/** What a model of boosted trees makes small. Scores are on the scale of the trees: log of the mean, or the value itself. */
export interface Loss {
  /** whether the trees' sum is the logarithm of the mean */
  readonly log: boolean;
  /**
   * First and second derivative by the score of each row's loss.
   * @param mean the present predictions: exposure · exp(score), or the score
   */
  derivatives(
    rows: Uint32Array,
    y: Float64Array,
    mean: Float64Array,
    first: Float64Array,
    second: Float64Array,
  ): void;
  /** unit deviance: 0 where y = mean */
  deviance(y: number, mean: number): number;
}

export type LossName = 'poisson' | 'tweedie' | 'squared';

const poisson: Loss = {
  log: true,
  derivatives: (rows, y, mean, first, second) => {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      first[row] = mean[row]! - y[row]!;
      second[row] = mean[row]!;
    }
  },
  deviance: (y, mean) => 2 * ((y > 0 ? y * Math.log(y / mean) : 0) - y + mean),
};

const squared: Loss = {
  log: false,
  derivatives: (rows, y, mean, first, second) => {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      first[row] = mean[row]! - y[row]!;
      second[row] = 1;
    }
  },
  deviance: (y, mean) => (y - mean) ** 2,
};

/** Variance ∝ mean^power, 1 < power < 2: many zeros and a continuous part. Jørgensen (1987), JRSS B 49(2). */
const tweedie = (power: number): Loss => ({
  log: true,
  derivatives: (rows, y, mean, first, second) => {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const low = y[row]! * mean[row]! ** (1 - power);
      const high = mean[row]! ** (2 - power);
      first[row] = high - low;
      second[row] = (2 - power) * high + (power - 1) * low;
    }
  },
  deviance: (y, mean) =>
    2 *
    (y ** (2 - power) / ((1 - power) * (2 - power)) -
      (y * mean ** (1 - power)) / (1 - power) +
      mean ** (2 - power) / (2 - power)),
});

export const lossOf = (name: LossName, power: number): Loss =>
  name === 'poisson' ? poisson : name === 'squared' ? squared : tweedie(power);
