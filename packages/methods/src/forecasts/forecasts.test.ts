import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { isInsufficient } from '../insufficient.ts';
import { drawNormal } from '../random/continuous.ts';
import { drawPoisson } from '../random/counts.ts';
import { seeded } from '../random/seeded.ts';
import { crpsSample } from '../scores/crps-sample.ts';
import { backtest } from './backtest.ts';
import { type Baseline, baselineForecast } from './baselines.ts';
import type { CountPanel } from './panel.ts';
import { mixSamples, stackByCrps, stackByLogScore } from './stacking.ts';

const answered = <T extends object>(result: T): Exclude<T, { kind: 'insufficient' }> => {
  if (isInsufficient(result)) throw new Error(result.reason);
  return result as Exclude<T, { kind: 'insufficient' }>;
};
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('baselines', () => {
  // two places, five quarters
  const panel: CountPanel = { counts: Float64Array.of(1, 2, 3, 4, 5, 0, 0, 0, 0, 7), places: 2, times: 5 };
  const rows = (baseline: Baseline, horizon: number) => {
    const { samples, draws } = answered(baselineForecast(panel, baseline, { horizon }));
    return Array.from({ length: samples.length / draws }, (_, i) => [
      ...samples.subarray(i * draws, (i + 1) * draws),
    ]);
  };

  test('zero, conflictology and climatology are past values, place by place and step by step', () => {
    expect(rows({ kind: 'zero' }, 2)).toEqual([[0], [0], [0], [0]]);
    expect(rows({ kind: 'conflictology', window: 3 }, 2)).toEqual([
      [3, 4, 5],
      [3, 4, 5],
      [0, 0, 7],
      [0, 0, 7],
    ]);
    // the next step is in the season of the one before last, and after a whole cycle again
    expect(rows({ kind: 'climatology', season: 2 }, 3)).toEqual([
      [4, 2],
      [5, 3],
      [4, 2],
      [0, 0],
      [7, 0],
      [0, 0],
    ]);
  });

  test('Poisson baselines have the mean and spread of the Poisson distribution', () => {
    const [last] = rows({ kind: 'last-value', draws: 2000 }, 1);
    const average = last!.reduce((a, b) => a + b) / 2000;
    expect(average).toBeCloseTo(5, 2);
    expect(last!.reduce((sum, x) => sum + (x - 5) ** 2, 0) / 2000).toBeCloseTo(5, 1);
    const [, second] = rows({ kind: 'last-window', window: 5, draws: 2000 }, 1);
    expect(second!.reduce((a, b) => a + b) / 2000).toBeCloseTo(1.4, 2);
  });

  test('less history than is looked back upon is refused', () => {
    expect(baselineForecast(panel, { kind: 'conflictology' }, { horizon: 1 })).toMatchObject({
      have: 5,
      need: 12,
    });
    expect(() => baselineForecast({ ...panel, places: 3 }, { kind: 'zero' }, { horizon: 1 })).toThrow(
      '15 were expected',
    );
  });
});

const viewsFile = sharedFile('data/views/country_month_ged_1989_2019.csv.gz');
test.skipIf(!viewsFile)(
  `simple rules reach the mean CRPS that is staged beside the VIEWS data${viewsFile ? '' : `: ${sharedMissing}`}`,
  () => {
    const lines = (name: string) => {
      const bytes = readFileSync(sharedFile(`data/views/${name}`)!);
      const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
      return text
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',').map(Number));
    };
    const history = new Map(
      lines('country_month_ged_1989_2019.csv.gz').map(([m, , , c, sb]) => [`${m} ${c}`, sb!]),
    );
    const score = (year: number, baseline: Baseline) => {
      const actual = lines('country_month_features_201711_201912.csv.gz').filter(
        ([month]) => Math.floor((month! - 1) / 12) === year - 1980,
      );
      const countries = [...new Set(actual.map(([, country]) => country!))];
      const january = actual[0]![0]!;
      // made from data to October of the year before: 24 months, and two months that are not scored
      const counts = countries.flatMap((country) =>
        Array.from({ length: 24 }, (_, i) => history.get(`${january - 26 + i} ${country}`) ?? 0),
      );
      const panel = { counts: Float64Array.from(counts), places: countries.length, times: 24 };
      const { samples, draws } = answered(baselineForecast(panel, baseline, { horizon: 12 }));
      const at = new Map(countries.map((country, place) => [country, place]));
      const observed = new Float64Array(samples.length / draws);
      for (const [month, country, value] of actual)
        observed[at.get(country!)! * 12 + month! - january] = value!;
      return mean(crpsSample(observed, samples));
    };
    const rules: [Baseline, number, number][] = [
      [{ kind: 'zero' }, 24.08, 22.64],
      [{ kind: 'conflictology', window: 1 }, 19.25, 10.18],
      [{ kind: 'conflictology', window: 6 }, 12.36, 7.72],
      [{ kind: 'conflictology' }, 13.54, 8.76],
      [{ kind: 'conflictology', window: 24 }, 13.53, 11.05],
    ];
    for (const [rule, in2018, in2019] of rules) {
      expect(Math.abs(score(2018, rule) - in2018), `${JSON.stringify(rule)} 2018`).toBeLessThan(0.006);
      expect(Math.abs(score(2019, rule) - in2019), `${JSON.stringify(rule)} 2019`).toBeLessThan(0.006);
    }
  },
);
describe('backtests', () => {
  const rng = seeded(3);
  const panel: CountPanel = {
    counts: new Float64Array(6 * 40).map(() => drawPoisson(rng, 3)),
    places: 6,
    times: 40,
  };

  test('each forecast knows only the past, and is scored by what came', async () => {
    const seen: number[] = [];
    const result = answered(
      await backtest(
        panel,
        (known, horizon) => {
          seen.push(known.times);
          // a forecaster that cheats as far as it can: its draws are the last values it knows
          expect(known.counts.length).toBe(6 * known.times);
          return baselineForecast(known, { kind: 'conflictology', window: 1 }, { horizon });
        },
        { horizon: 3, firstOrigin: 24, stride: 6, keepSamples: true },
      ),
    );
    expect(seen).toEqual([24, 30, 36]);
    expect([...result.origins]).toEqual(seen);
    expect(result.observed[3 + 1]).toBe(panel.counts[40 + 25]);
    expect(result.crps[3 + 1]).toBe(Math.abs(panel.counts[40 + 25]! - panel.counts[40 + 23]!));
    expect(mean(result.crpsByStep)).toBeCloseTo(result.meanCrps, 12);
    expect(mean(result.crpsByOrigin)).toBeCloseTo(result.meanCrps, 12);
    expect(result.samples).toHaveLength(3 * 6 * 3);
  });

  test('of steady counts a longer memory is better than a shorter', async () => {
    const score = async (baseline: Baseline) =>
      answered(
        await backtest(panel, (known, horizon) => baselineForecast(known, baseline, { horizon }), {
          horizon: 2,
          firstOrigin: 20,
        }),
      ).meanCrps;
    const long = await score({ kind: 'conflictology', window: 20 });
    expect(long).toBeLessThan(await score({ kind: 'conflictology', window: 2 }));
    expect(await score({ kind: 'last-window', window: 20 })).toBeLessThan(
      await score({ kind: 'last-value' }),
    );
    expect(long).toBeLessThan(await score({ kind: 'zero' }));
  });

  test('too short a history and a refusing forecaster are refusals; an aborted signal ends it', async () => {
    const zero = (known: CountPanel, horizon: number) =>
      baselineForecast(known, { kind: 'zero' }, { horizon });
    expect(await backtest(panel, zero, { horizon: 12, firstOrigin: 30 })).toMatchObject({
      have: 40,
      need: 42,
    });
    const long = (known: CountPanel, horizon: number) =>
      baselineForecast(known, { kind: 'climatology', season: 39 }, { horizon });
    expect(await backtest(panel, long, { horizon: 1, firstOrigin: 30 })).toMatchObject({ need: 39 });
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(backtest(panel, zero, { horizon: 1, firstOrigin: 30, signal })).rejects.toThrow('enough');
  });
});

describe('stacking', () => {
  const rng = seeded(21);
  const n = 400;
  const [m, truth] = [60, new Float64Array(n).map(() => 3 * drawNormal(rng))];
  const observed = truth.map((mu, i) => mu + (i % 10 < 7 ? -1 : 2) + 0.5 * drawNormal(rng));
  const model = (shift: number, spread: number) =>
    new Float64Array(n * m).map((_, i) => truth[Math.floor(i / m)]! + shift + spread * drawNormal(rng));
  const models = [model(-1, 0.5), model(2, 0.5), model(0, 6)];

  test('CRPS weights find the mixture the data come from, and nothing nearby is better', () => {
    const { weights, score, scores } = answered(stackByCrps(observed, models));
    expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(Math.abs(weights[0]! - 0.7)).toBeLessThan(0.1);
    expect(weights[2]).toBeLessThan(0.05);
    expect(score).toBeLessThan(Math.min(...scores));
    scores.forEach((own, k) => void expect(own).toBeCloseTo(mean(crpsSample(observed, models[k]!)), 9));
    // the score is that of the mixture, draw by draw
    const mixed = mixSamples(models, weights, { rows: n, draws: 2000 });
    expect(mean(crpsSample(observed, mixed))).toBeCloseTo(score, 3);
    for (const [from, to] of [
      [0, 1],
      [1, 0],
      [0, 2],
      [1, 2],
    ] as const) {
      const moved = weights.slice();
      moved[from]! -= 0.03;
      moved[to]! += 0.03;
      expect(mean(crpsSample(observed, mixSamples(models, moved, { rows: n, draws: 2000 })))).toBeGreaterThan(
        score,
      );
    }
  });

  test('the order of models only reorders weights; a copy shares its twin’s weight', () => {
    const { weights, score } = answered(stackByCrps(observed, models));
    const turned = answered(stackByCrps(observed, models.toReversed()));
    turned.weights.toReversed().forEach((weight, k) => void expect(weight).toBeCloseTo(weights[k]!, 7));
    const twins = answered(stackByCrps(observed, [...models, models[0]!]));
    expect(twins.score).toBeCloseTo(score, 9);
    expect(twins.weights[0]! + twins.weights[3]!).toBeCloseTo(weights[0]!, 6);
  });

  test('log-score weights find the shares of a mixture', () => {
    const density = (y: number, mu: number, sd: number) => -((y - mu) ** 2) / 2 / sd ** 2 - Math.log(sd);
    const logs = Float64Array.from(
      Array.from(observed).flatMap((y, i) => [
        density(y, truth[i]! - 1, 0.5),
        density(y, truth[i]! + 2, 0.5),
        density(y, truth[i]!, 6),
      ]),
    );
    const { weights, score, scores } = answered(stackByLogScore(logs, 3));
    expect(Math.abs(weights[0]! - 0.7)).toBeLessThan(0.03);
    expect(weights[2]).toBeLessThan(0.02);
    expect(score).toBeLessThan(Math.min(...scores));
    const lifted = answered(
      stackByLogScore(
        logs.map((value) => value - 5000),
        3,
      ),
    );
    lifted.weights.forEach((weight, k) => void expect(weight).toBeCloseTo(weights[k]!, 6));
  });

  test('too few rows and rows that all held for impossible are refused', () => {
    expect(stackByCrps(observed.subarray(0, 9), [models[0]!.subarray(0, 9)])).toMatchObject({
      have: 9,
      need: 10,
    });
    expect(stackByLogScore(new Float64Array(40).fill(Number.NEGATIVE_INFINITY), 2)).toMatchObject({
      reason: 'impossible-row',
    });
    expect(() => stackByCrps(observed, [])).toThrow('the number of models is 0');
  });

  test('a mixture of draws is in proportion to the weights', () => {
    const mixed = mixSamples([Float64Array.of(1, 3), Float64Array.of(10)], Float64Array.of(0.5, 0.5), {
      rows: 1,
      draws: 4,
    });
    expect([...mixed]).toEqual([1, 3, 10, 10]);
  });
});
