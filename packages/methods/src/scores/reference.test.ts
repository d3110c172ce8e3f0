import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { brier, logLoss } from './brier.ts';
import {
  crpsGamma,
  crpsLognormal,
  crpsNegativeBinomial,
  crpsNormal,
  crpsPoisson,
} from './crps-distributions.ts';
import { crpsSample } from './crps-sample.ts';
import { ignorance } from './ignorance.ts';
import { intervalScoreSample } from './interval-score.ts';
import { logScoreNegativeBinomial } from './log-score.ts';
import { energyScore, variogramScore } from './multivariate.ts';
import { ranking } from './ranking.ts';

const close = (actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void => {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs(actual[i]! - expected[i]!), `row ${i}`).toBeLessThanOrEqual(tolerance);
};
const constant = (value: number): Float64Array => new Float64Array(10).fill(value);
const skipped = (file: string | undefined): string => (file ? '' : `: ${sharedMissing}`);

const scoresFile = sharedFile('reference/scores.json');
describe.skipIf(!scoresFile)(`reference values of R 4.2.2, scoringRules 1.1.1${skipped(scoresFile)}`, () => {
  const stored = () => {
    const file = JSON.parse(readFileSync(scoresFile!, 'utf8'));
    return {
      file,
      y: Float64Array.from(file.y as number[]),
      samples: Float64Array.from((file.ens as number[][]).flat()),
    };
  };
  // the means that the file's analytic scores were computed with
  const mean = Float64Array.of(0.2, 1, 1, 4, 9, 20, 3, 2, 90, 5);

  test('crps_sample with method edf to 1e-10', () => {
    const { file, y, samples } = stored();
    close(crpsSample(y, samples), file.crps_edf, 1e-10);
  });

  test('crps_norm, mean μ and standard deviation √μ, to 1e-10', () => {
    const { file, y } = stored();
    close(crpsNormal(y, { mean, sd: mean.map(Math.sqrt) }), file.crps_norm, 1e-10);
  });

  test('crps_lnorm of y + ½, meanlog log μ and sdlog 1, to 1e-8', () => {
    const { file, y } = stored();
    const actual = crpsLognormal(
      y.map((v) => v + 0.5),
      { meanlog: mean.map(Math.log), sdlog: constant(1) },
    );
    close(actual, file.crps_lnorm, 1e-8);
  });

  test('crps_gamma, shape 2 and scale μ/2, to 1e-8', () => {
    const { file, y } = stored();
    close(crpsGamma(y, { shape: constant(2), scale: mean.map((v) => v / 2) }), file.crps_gamma, 1e-8);
  });

  test('Poisson and negative binomial CRPS, summed directly to 20000, to 1e-10; log score of the latter', () => {
    const { file, y } = stored();
    close(crpsPoisson(y, { mean }), file.crps_pois, 1e-10);
    close(crpsNegativeBinomial(y, { mean, size: constant(0.6) }), file.crps_nbinom_size06, 1e-10);
    close(logScoreNegativeBinomial(y, { mean, size: constant(0.6) }), file.logs_nbinom_size06, 1e-10);
  });

  test('interval score of the 90 % interval between quantiles of type 7, to 1e-10', () => {
    const { file, y, samples } = stored();
    close(intervalScoreSample(y, samples, { coverage: 0.9 }), file.interval_score_90_type7, 1e-10);
  });

  test('energy and variogram score of the first three rows as one joint forecast, to 1e-10', () => {
    const { file, y, samples } = stored();
    const [y3, samples3] = [y.subarray(0, 3), samples.subarray(0, 150)];
    close([energyScore(y3, samples3)], [file.energy_score_rows1to3], 1e-10);
    close([variogramScore(y3, samples3)], [file.variogram_score_rows1to3], 1e-10);
  });
});

const binaryFile = sharedFile('reference/binary_scores.json');
test.skipIf(!binaryFile)(
  `reference values of scikit-learn 1.2.1 for Brier, log loss, AUC and average precision, to 1e-12${skipped(binaryFile)}`,
  () => {
    const file = JSON.parse(readFileSync(binaryFile!, 'utf8'));
    const p = Float64Array.from(file.p as number[]);
    const parts = brier(file.y, p);
    const loss = logLoss(file.y, p);
    const ranked = ranking(file.y, p);
    if (parts.kind !== 'brier' || loss.kind !== 'log-loss' || ranked.kind !== 'ranking') throw new Error();
    close(
      [parts.score, parts.reliability, parts.resolution, parts.uncertainty],
      [file.brier, file.murphy10.reliability, file.murphy10.resolution, file.murphy10.uncertainty],
      1e-12,
    );
    close([loss.score, ranked.auc, ranked.averagePrecision], [file.log_loss, file.auc, file.ap], 1e-12);
  },
);

const viewsFile = sharedFile('data/views/reference_scores_2018_2019.csv');
describe.skipIf(!viewsFile)(
  `CRPS, IGN and MIS of the official VIEWS benchmark forecasts equal the published tables${skipped(viewsFile)}`,
  () => {
    const text = (name: string): string => {
      const bytes = readFileSync(sharedFile(`data/views/${name}`)!);
      return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    };
    const rows = (name: string): string[][] =>
      text(name)
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(','));
    const mean = (values: Float64Array): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;

    test.each(viewsFile ? rows('reference_scores_2018_2019.csv') : [])(
      '%s %s',
      (benchmark, year, crps, ign, mis) => {
        // the tables were scored against the fatalities of this file, not of the slightly revised cm_actuals
        const happened = new Map(
          rows('country_month_features_201711_201912.csv.gz').map(([month, country, value]) => [
            `${month} ${country}`,
            Number(value),
          ]),
        );
        const forecasts = rows(`benchmark_${benchmark}_${year}.csv.gz`);
        const observed = Float64Array.from(
          forecasts,
          ([month, country]) => happened.get(`${month} ${country}`)!,
        );
        const samples = new Float64Array(forecasts.length * 1000);
        forecasts.forEach(([, , pairs], row) => {
          let at = row * 1000;
          for (const pair of pairs!.split(' ')) {
            const [value, count] = pair.split('x').map(Number);
            samples.fill(value!, at, at + count!);
            at += count!;
          }
        });
        expect(forecasts.length).toBe(2292);
        // as many digits as were published
        expect(mean(crpsSample(observed, samples))).toBeCloseTo(Number(crps), 4);
        expect(mean(ignorance(observed, samples))).toBeCloseTo(Number(ign), 4);
        expect(mean(intervalScoreSample(observed, samples, { coverage: 0.9 }))).toBeCloseTo(Number(mis), 4);
      },
    );
  },
);
