import { describe, expect, test } from 'vitest';
import { isInsufficient } from '../insufficient.ts';
import { drawNormal } from '../random/continuous.ts';
import { drawNegativeBinomial, drawPoisson } from '../random/counts.ts';
import { type Rng, seeded } from '../random/seeded.ts';
import { type InterruptedSeriesOptions, interruptedSeries, type SeriesData } from './interrupted-series.ts';

const answered = async (data: SeriesData, options: InterruptedSeriesOptions) => {
  const result = await interruptedSeries(data, options);
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result;
};

test('a series made of the model without chance is found again, with what would have been', async () => {
  const outcome = Float64Array.from(
    { length: 60 },
    (_, t) => 5 + 0.1 * t + Math.sin((2 * Math.PI * t) / 12) + (t >= 36 ? -2 - 0.3 * (t - 36) : 0),
  );
  const { columns, estimates, counterfactual, total } = await answered(
    { outcome },
    { family: 'gaussian', interruptions: [36], season: { period: 12, harmonics: 1 } },
  );
  expect(columns).toEqual(['(Intercept)', 'trend', 'sin1', 'cos1', 'level', 'slope']);
  [5, 0.1, 1, 0, -2, -0.3].forEach((value, i) => void expect(estimates[i]!).toBeCloseTo(value, 9));
  expect(counterfactual[59]).toBeCloseTo(5 + 5.9 + Math.sin((2 * Math.PI * 59) / 12), 9);
  expect(total.estimate).toBeCloseTo(-2 * 24 - (0.3 * 23 * 24) / 2, 7);
});

test('errors without lag are as the sums say, scaled for independent errors; the lag rule is Newey and West’s', async () => {
  const rng = seeded(3);
  const outcome = new Float64Array(40).map((_, t) => 3 + drawNormal(rng) * (1 + t / 40));
  const options = { family: 'gaussian', interruptions: [20], change: 'level' } as const;
  const plain = await answered({ outcome }, { ...options, lag: 0 });
  // by Frisch and Waugh: the level's own residual on constant and trend
  const level = outcome.map((_, t) => (t >= 20 ? 1 : 0));
  const mean = (x: Float64Array) => x.reduce((a, b) => a + b) / 40;
  const time = level.map((_, t) => t - 19.5);
  const slope = time.reduce((sum, t, i) => sum + t * level[i]!, 0) / time.reduce((sum, t) => sum + t * t, 0);
  const own = level.map((value, t) => value - mean(level) - slope * time[t]!);
  const squares = own.reduce((sum, value) => sum + value ** 2, 0);
  const meat = own.reduce((sum, value, t) => sum + (value * (outcome[t]! - plain.fitted[t]!)) ** 2, 0);
  // leverage of constant, trend and the level's own part
  const times = time.reduce((sum, t) => sum + t * t, 0);
  const expected = own.reduce(
    (sum, value, t) => sum + value ** 2 * (1 - 1 / 40 - time[t]! ** 2 / times - value ** 2 / squares),
    0,
  );
  expect(plain.standardErrors[2]).toBeCloseTo(Math.sqrt((meat / squares ** 2) * (squares / expected)), 10);
  expect((await answered({ outcome }, options)).lag).toBe(3);
});

/** 96 months of counts with trend, season and, from month 48 on, a ratio. */
const months = (rng: Rng, family: 'poisson' | 'negative-binomial', ratio = 1): Float64Array =>
  new Float64Array(96).map((_, t) => {
    const mean = Math.exp(2 + 0.003 * t + 0.3 * Math.cos((2 * Math.PI * t) / 12)) * (t >= 48 ? ratio : 1);
    return family === 'poisson' ? drawPoisson(rng, mean) : drawNegativeBinomial(rng, mean, 4);
  });
const monthly = { interruptions: [48], change: 'level', season: { period: 12, harmonics: 1 } } as const;

describe('calibration', () => {
  test('without a change, p ≤ 0.05 comes in about 5 of 100 series of counts; intervals hold the truth', async () => {
    const rng = seeded(4);
    for (const family of ['poisson', 'negative-binomial'] as const) {
      let [rejected, held, answers] = [0, 0, 0];
      for (let sample = 0; sample < 150; sample++) {
        const result = await interruptedSeries({ outcome: months(rng, family) }, { family, ...monthly });
        if (isInsufficient(result)) continue;
        answers++;
        if (result.change.p <= 0.05) rejected++;
        if (result.total.low <= 0 && result.total.high >= 0) held++;
      }
      expect(answers).toBeGreaterThan(140);
      expect(rejected / answers, family).toBeGreaterThan(0.01);
      expect(rejected / answers, family).toBeLessThan(0.1);
      expect(held / answers, family).toBeGreaterThan(0.9);
    }
  });

  test('a ratio of 0.6 is recovered, with the incidents it prevented', async () => {
    const rng = seeded(5);
    const logs: number[] = [];
    let total = 0;
    for (let sample = 0; sample < 60; sample++) {
      const found = await answered(
        { outcome: months(rng, 'negative-binomial', 0.6) },
        { family: 'negative-binomial', ...monthly },
      );
      logs.push(found.estimates[4]!);
      total += found.total.estimate / 60;
    }
    expect(logs.reduce((a, b) => a + b) / 60).toBeCloseTo(Math.log(0.6), 1);
    expect(total).toBeLessThan(-120);
  });

  test('correlated errors: Newey–West rejects far less often than errors without lag', async () => {
    const rng = seeded(6);
    const rate = { none: 0, usual: 0 };
    for (let sample = 0; sample < 300; sample++) {
      let error = 0;
      const outcome = new Float64Array(150).map(() => {
        error = 0.5 * error + drawNormal(rng);
        return error;
      });
      const options = { family: 'gaussian', interruptions: [75], change: 'level' } as const;
      if ((await answered({ outcome }, { ...options, lag: 0 })).change.p <= 0.05) rate.none += 1 / 300;
      const found = await answered({ outcome }, { ...options, lag: 8 });
      if (found.change.p <= 0.05) rate.usual += 1 / 300;
      expect(found.autocorrelation).toBeGreaterThan(0);
    }
    expect(rate.none).toBeGreaterThan(0.2);
    expect(rate.usual).toBeLessThan(0.12);
  });
});

test('exposure carries what counts are relative to; scale and shift of a gaussian series pass through', async () => {
  const rng = seeded(7);
  const outcome = months(rng, 'poisson', 0.7);
  const one = await answered({ outcome }, { family: 'poisson', ...monthly });
  const ten = await answered({ outcome, exposure: outcome.map(() => 10) }, { family: 'poisson', ...monthly });
  expect(ten.estimates[4]).toBeCloseTo(one.estimates[4]!, 8);
  expect(ten.counterfactual[60]).toBeCloseTo(one.counterfactual[60]!, 6);
  const plain = await answered({ outcome }, { family: 'gaussian', ...monthly });
  const other = await answered(
    { outcome: outcome.map((y) => 3 - 2 * y) },
    { family: 'gaussian', ...monthly },
  );
  expect(other.estimates[4]).toBeCloseTo(-2 * plain.estimates[4]!, 8);
  expect(other.change.p).toBeCloseTo(plain.change.p, 10);
});

test('short series, and what a regression refuses, are answers; wrong arguments are refused', async () => {
  const outcome = Float64Array.from({ length: 20 }, (_, t) => t % 3);
  const options = { family: 'poisson', interruptions: [10] } as const;
  expect(await interruptedSeries({ outcome }, { ...options, interruptions: [15] })).toMatchObject({
    reason: 'too-few-periods',
    have: 5,
  });
  expect(
    await interruptedSeries({ outcome }, { ...options, season: { period: 12, harmonics: 1 } }),
  ).toMatchObject({ reason: 'too-few-periods', need: 24 });
  expect(await interruptedSeries({ outcome: new Float64Array(20) }, options)).toMatchObject({
    reason: 'no-events',
  });
  await expect(interruptedSeries({ outcome }, { ...options, interruptions: [10, 5] })).rejects.toThrow(
    /interruptions are 10, 5/,
  );
  await expect(
    interruptedSeries({ outcome, exposure: outcome.map(() => 1) }, { ...options, family: 'gaussian' }),
  ).rejects.toThrow(/exposure was given for a gaussian/);
});
