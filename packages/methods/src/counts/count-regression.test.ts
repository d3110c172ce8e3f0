import { describe, expect, test } from 'vitest';
import { runMethod, tableOf } from '../catalogue/index.ts';
import { type Design, designMatrix } from '../design/index.ts';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { drawNormal } from '../random/continuous.ts';
import { drawNegativeBinomial, drawPoisson } from '../random/counts.ts';
import { seeded } from '../random/seeded.ts';
import { countsCatalogue } from './catalogue.ts';
import {
  type CountData,
  countResiduals,
  hurdleRegression,
  likelihoodRatio,
  negativeBinomialRegression,
  overdispersionTest,
  poissonRegression,
  predictCounts,
  zeroInflatedRegression,
} from './index.ts';

const answered = <Result extends object>(result: Result | Insufficient): Result => {
  if (isInsufficient(result)) throw new Error(`${result.reason}: ${result.detail}`);
  return result as Result;
};
const refused = (result: object): Insufficient => {
  if (!isInsufficient(result)) throw new Error('an answer was given');
  return result;
};

interface Simulated extends CountData {
  readonly design: Design;
  readonly zero: Design;
  readonly place: Float64Array;
}

/** Counts with mean e^(0.3 + 0.5 x − 0.4 treated + log exposure), in places of unequal size that share a disturbance. */
const simulated = (
  rows: number,
  seed: number,
  { theta = 0.8, inflation = 0, shared = 0 }: { theta?: number; inflation?: number; shared?: number } = {},
): Simulated => {
  const rng = seeded(seed);
  const places = Math.ceil(rows / 25);
  const disturbance = Array.from({ length: places }, () => drawNormal(rng, -(shared ** 2) / 2, shared));
  const place = Float64Array.from({ length: rows }, () => Math.floor(places * rng.next() ** 2));
  const x = Float64Array.from({ length: rows }, () => drawNormal(rng));
  const treated = place.map((one) => one % 2);
  const offset = Float64Array.from({ length: rows }, () => Math.log(0.5 + 2 * rng.next()));
  const outcome = x.map((value, i) => {
    const mean = Math.exp(0.3 + 0.5 * value - 0.4 * treated[i]! + offset[i]! + disturbance[place[i]!]!);
    const structural =
      inflation > 0 && rng.next() < 1 / (1 + Math.exp(0.8 * value - Math.log(inflation / (1 - inflation))));
    if (structural) return 0;
    return theta === Number.POSITIVE_INFINITY
      ? drawPoisson(rng, mean)
      : drawNegativeBinomial(rng, mean, theta);
  });
  return {
    outcome,
    design: designMatrix([
      { name: 'x', numbers: x },
      { name: 'treated', numbers: treated },
    ]),
    zero: designMatrix([{ name: 'x', numbers: x }]),
    offset,
    place,
  };
};

describe('refusals', () => {
  const { outcome, design, offset } = simulated(200, 1);
  const column = (j: number) => Float64Array.from({ length: 200 }, (_, i) => design.values[i * 3 + j]!);

  test('a column that repeats others is named, with those it repeats', async () => {
    const doubled = designMatrix([
      { name: 'x', numbers: column(1) },
      { name: 'treated', numbers: column(2) },
      { name: 'sum', numbers: column(1).map((value, i) => 3 + 2 * value - column(2)[i]!) },
    ]);
    const answer = refused(await negativeBinomialRegression({ outcome, design: doubled }));
    expect(answer).toMatchObject({ reason: 'singular-design' });
    expect(answer.detail).toContain('The column sum is a combination of x, treated');
  });

  test('a column that foretells zeros without fail is named', async () => {
    const quiet = Float64Array.from(outcome, (y, i) => (y === 0 && i % 2 === 0 ? 1 : 0));
    const separated = designMatrix([
      { name: 'x', numbers: column(1) },
      { name: 'quiet', numbers: quiet },
    ]);
    for (const regression of [poissonRegression, negativeBinomialRegression]) {
      const answer = refused(await regression({ outcome, design: separated }));
      expect(answer.reason).toBe('separation');
      expect(answer.detail).toContain('quiet');
      expect(answer.detail).not.toContain('x,');
      expect(answer.detail).not.toContain('(Intercept)');
    }
    const hurdle = refused(
      await hurdleRegression({ outcome, design, zero: separated }, { family: 'poisson' }),
    );
    expect(hurdle).toMatchObject({ reason: 'separation' });
    expect(hurdle.detail).toMatch(/^zero: .*quiet/);
  });

  test('counts that are all zero, too few rows, no zeros, no overdispersion, one cluster', async () => {
    const none = new Float64Array(200);
    expect(refused(await poissonRegression({ outcome: none, design }))).toMatchObject({
      reason: 'no-events',
    });
    const few = designMatrix([{ name: 'x', numbers: [1, 2] }]);
    expect(refused(await poissonRegression({ outcome: Float64Array.of(1, 2), design: few }))).toMatchObject({
      reason: 'too-few-rows',
      need: 3,
    });
    const all = outcome.map((y) => y + 1);
    const zero = designMatrix([{ name: 'x', numbers: column(1) }]);
    for (const regression of [hurdleRegression, zeroInflatedRegression])
      expect(refused(await regression({ outcome: all, design, zero }, { family: 'poisson' }))).toMatchObject({
        reason: 'no-zeros',
      });
    const even = outcome.map((_, i) => 3 + (i % 2));
    expect(refused(await negativeBinomialRegression({ outcome: even, design }))).toMatchObject({
      reason: 'no-overdispersion',
    });
    const one = { clusters: [new Float64Array(200)] };
    expect(refused(await poissonRegression({ outcome, design, offset }, { errors: one }))).toMatchObject({
      reason: 'too-few-clusters',
    });
  });

  test('wrong values are named', async () => {
    await expect(poissonRegression({ outcome: outcome.map((y) => y + 0.5), design })).rejects.toThrow(
      'whole number',
    );
    await expect(poissonRegression({ outcome: outcome.slice(1), design })).rejects.toThrow(
      'rows of the design',
    );
    await expect(
      poissonRegression({ outcome, design, offset: offset!.map(() => Number.NEGATIVE_INFINITY) }),
    ).rejects.toThrow('offset[0]');
    const holed = { ...design, values: design.values.map((value, k) => (k === 7 ? Number.NaN : value)) };
    await expect(poissonRegression({ outcome, design: holed })).rejects.toThrow('design[7] is NaN');
  });

  test('a signal ends it', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(poissonRegression({ outcome, design }, { signal })).rejects.toThrow('enough');
  });
});

describe('what must not matter', () => {
  test('the order of rows, units of columns, and weights in place of repeated rows', async () => {
    const { outcome, design, offset } = simulated(300, 2);
    const whole = answered(await negativeBinomialRegression({ outcome, design, offset }));
    const order = Array.from(outcome, (_, i) => (i * 7) % 300);
    const shuffled: Design = {
      ...design,
      values: Float64Array.from(order.flatMap((i) => [...design.values.subarray(i * 3, i * 3 + 3)])),
    };
    const pick = (values: Float64Array) => Float64Array.from(order, (i) => values[i]!);
    const turned = answered(
      await negativeBinomialRegression({ outcome: pick(outcome), design: shuffled, offset: pick(offset!) }),
    );
    // x as a year: far from 0, in another unit
    const far: Design = {
      ...design,
      values: design.values.map((value, k) => (k % 3 === 1 ? 1e6 + value / 100 : value)),
    };
    const moved = answered(await negativeBinomialRegression({ outcome, design: far, offset }));
    for (const other of [turned, moved]) {
      expect(other.logLikelihood).toBeCloseTo(whole.logLikelihood, 7);
      expect(other.theta).toBeCloseTo(whole.theta, 7);
    }
    expect(moved.coefficients.estimates[1]! / 100).toBeCloseTo(whole.coefficients.estimates[1]!, 6);
    expect(moved.coefficients.standardErrors[1]! / 100).toBeCloseTo(whole.coefficients.standardErrors[1]!, 6);
    const twice: Design = {
      ...design,
      rows: 600,
      values: Float64Array.of(...design.values, ...design.values),
    };
    const both = (values: Float64Array) => Float64Array.of(...values, ...values);
    const repeated = answered(
      await negativeBinomialRegression({ outcome: both(outcome), design: twice, offset: both(offset!) }),
    );
    const weighted = answered(
      await negativeBinomialRegression({ outcome, design, offset, weights: new Float64Array(300).fill(2) }),
    );
    expect(weighted.logLikelihood).toBeCloseTo(repeated.logLikelihood, 7);
    repeated.coefficients.standardErrors.forEach((error, j) => {
      expect(weighted.coefficients.standardErrors[j]).toBeCloseTo(error, 9);
    });
  });

  test('many rows start from a sample and end at the same maximum', async () => {
    const { outcome, design, offset } = simulated(60_500, 3);
    const sampled = answered(await negativeBinomialRegression({ outcome, design, offset }));
    // sums over rows written out: beside their standard deviation of some 100, nothing
    const gradient = [0, 0, 0];
    outcome.forEach((y, i) => {
      const mean = sampled.fitted[i]!;
      const score = ((y - mean) * sampled.theta) / (sampled.theta + mean);
      for (let j = 0; j < 3; j++) gradient[j] = gradient[j]! + score * design.values[i * 3 + j]!;
    });
    for (const sum of gradient) expect(Math.abs(sum)).toBeLessThan(1e-3);
    expect(sampled.theta).toBeCloseTo(0.8, 1);
  });
});

describe('calibration on simulated counts', () => {
  const z = (estimate: number, truth: number, error: number) => (estimate - truth) / error;

  test('intervals cover: negative binomial, θ unknown; clustered errors where places share a disturbance', async () => {
    const maps = 150;
    const out = { model: 0, observed: 0, clustered: 0, naive: 0 };
    for (let map = 0; map < maps; map++) {
      const data = simulated(300, 1000 + map);
      const model = answered(await negativeBinomialRegression(data)).coefficients;
      const observed = answered(
        await negativeBinomialRegression(data, { information: 'observed' }),
      ).coefficients;
      if (Math.abs(z(model.estimates[1]!, 0.5, model.standardErrors[1]!)) > 1.96) out.model++;
      if (Math.abs(z(observed.estimates[1]!, 0.5, observed.standardErrors[1]!)) > 1.96) out.observed++;
      const grouped = simulated(1500, 5000 + map, { shared: 0.7 });
      const by = answered(
        await poissonRegression(grouped, { errors: { clusters: [grouped.place] } }),
      ).coefficients;
      const alone = answered(await poissonRegression(grouped)).coefficients;
      if (Math.abs(z(by.estimates[2]!, -0.4, by.standardErrors[2]!)) > 1.96) out.clustered++;
      if (Math.abs(z(alone.estimates[2]!, -0.4, alone.standardErrors[2]!)) > 1.96) out.naive++;
    }
    // 5 % of 150 is 7.5 ± 2.7
    expect(out.model).toBeGreaterThan(0);
    expect(out.model).toBeLessThan(18);
    expect(out.observed).toBeLessThan(18);
    // clusters of very unequal size bring a few too many
    expect(out.clustered).toBeLessThan(27);
    expect(out.naive).toBeGreaterThan(50);
  });

  test('the parameters of zero-inflated and hurdle models are recovered', async () => {
    for (const [family, theta] of [
      ['poisson', Number.POSITIVE_INFINITY],
      ['negative-binomial', 1.5],
    ] as const) {
      const data = simulated(6000, 11, { theta, inflation: 0.4 });
      const model = answered(await zeroInflatedRegression(data, { family }));
      const zero = answered(model.zero);
      [0.3, 0.5, -0.4].forEach((truth, j) => {
        expect(Math.abs(z(model.count.estimates[j]!, truth, model.count.standardErrors[j]!))).toBeLessThan(
          3.5,
        );
      });
      [Math.log(0.4 / 0.6), -0.8].forEach((truth, j) => {
        expect(Math.abs(z(zero.estimates[j]!, truth, zero.standardErrors[j]!))).toBeLessThan(3.5);
      });
      if (family === 'negative-binomial')
        expect(Math.abs(z(model.theta, theta, model.thetaStandardError))).toBeLessThan(3.5);
      const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(mean(model.fitted) / mean(data.outcome)).toBeCloseTo(1, 1);
      expect(mean(model.zeroProbability)).toBeCloseTo(mean(data.outcome.map((y) => (y === 0 ? 1 : 0))), 2);
      // without structural zeros, rows above 0 alone tell the same
      const plain = simulated(6000, 12, { theta });
      const hurdle = answered(await hurdleRegression(plain, { family }));
      [0.3, 0.5, -0.4].forEach((truth, j) => {
        expect(Math.abs(z(hurdle.count.estimates[j]!, truth, hurdle.count.standardErrors[j]!))).toBeLessThan(
          3.5,
        );
      });
      expect(mean(hurdle.zeroProbability)).toBeCloseTo(mean(plain.outcome.map((y) => (y === 0 ? 1 : 0))), 2);
    }
  });

  test('the overdispersion test and the likelihood-ratio test reject a true null as often as they say', async () => {
    const maps = 300;
    let dispersed = 0;
    let ratio = 0;
    for (let map = 0; map < maps; map++) {
      const { outcome, design, offset } = simulated(80, 9000 + map, { theta: Number.POSITIVE_INFINITY });
      if (answered(await overdispersionTest({ outcome, design, offset })).p < 0.05) dispersed++;
      const noise = seeded(map);
      const extra = designMatrix([
        { name: 'x', numbers: Float64Array.from({ length: 80 }, (_, i) => design.values[i * 3 + 1]!) },
        { name: 'treated', numbers: Float64Array.from({ length: 80 }, (_, i) => design.values[i * 3 + 2]!) },
        { name: 'noise', numbers: Float64Array.from({ length: 80 }, () => noise.next()) },
      ]);
      const smaller = answered(await poissonRegression({ outcome, design, offset }));
      const larger = answered(await poissonRegression({ outcome, design: extra, offset }));
      if (likelihoodRatio(smaller, larger).p < 0.05) ratio++;
    }
    // 5 % of 300 is 15 ± 3.8
    for (const rejected of [dispersed, ratio]) {
      expect(rejected).toBeGreaterThan(4);
      expect(rejected).toBeLessThan(28);
    }
    const wild = simulated(200, 4, { theta: 0.5 });
    expect(
      answered(await overdispersionTest({ outcome: wild.outcome, design: wild.design, offset: wild.offset }))
        .p,
    ).toBeLessThan(1e-6);
  });
});

describe('after a regression', () => {
  test('robust errors: HC0, HC1 and HC3 in their order', async () => {
    const data = simulated(150, 6);
    const errors = await Promise.all(
      (['HC0', 'HC1', 'HC3'] as const).map(
        async (robust) =>
          answered(await poissonRegression(data, { errors: { robust } })).coefficients.standardErrors[1]!,
      ),
    );
    expect(errors[1]! / errors[0]!).toBeCloseTo(Math.sqrt(150 / 147), 10);
    expect(errors[2]).toBeGreaterThan(errors[1]!);
  });

  test('predictions of the same rows are the fitted means, inside their intervals', async () => {
    const data = simulated(400, 7);
    const model = answered(await negativeBinomialRegression(data));
    const { mean, lower, upper } = predictCounts(model, data.design, { offset: data.offset });
    mean.forEach((value, i) => {
      expect(value).toBeCloseTo(model.fitted[i]!, 8);
      expect(lower[i]).toBeLessThan(value);
      expect(upper[i]).toBeGreaterThan(value);
    });
    expect(() => predictCounts(model, data.zero)).toThrow('those of the regression');
  });

  test('residuals: squares of deviance and Pearson ones sum to the model’s, quantile ones are normal', async () => {
    const data = simulated(4000, 8);
    const model = answered(await negativeBinomialRegression(data));
    const squares = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
    expect(squares(countResiduals(data.outcome, model, 'deviance'))).toBeCloseTo(model.deviance, 6);
    expect(squares(countResiduals(data.outcome, model, 'pearson'))).toBeCloseTo(model.pearson, 6);
    expect(countResiduals(data.outcome, model, 'response')[3]).toBe(data.outcome[3]! - model.fitted[3]!);
    const quantile = countResiduals(data.outcome, model, { randomisedQuantile: 5 });
    expect(quantile.reduce((sum, value) => sum + value, 0) / 4000).toBeCloseTo(0, 1);
    expect(squares(quantile) / 4000).toBeCloseTo(1, 1);
    const wrong = answered(await poissonRegression(data));
    expect(squares(countResiduals(data.outcome, wrong, { randomisedQuantile: 5 })) / 4000).toBeGreaterThan(
      1.3,
    );
  });
});

describe('called by name', () => {
  const rows = () => {
    const { outcome, place } = simulated(120, 9);
    return tableOf('rows', {
      killed: [...outcome],
      days: Array.from(outcome, (_, i) => 28 + (i % 4)),
      region: Array.from(place, (one) => (one % 2 === 0 ? 'north' : 'south')),
      place: Array.from(place, (one) => `p${one}`),
      month: Array.from(outcome, (_, i) => i % 12),
    });
  };
  const entry = (name: string) => countsCatalogue.find((one) => one.name === name)!;
  const given = { outcome: 'killed', covariates: 'region,month', exposure: 'days' };

  test('coefficients are listed with their columns, words as categories', async () => {
    for (const name of ['poisson-regression', 'negative-binomial-regression']) {
      const { result } = await runMethod(entry(name), {
        tables: { rows: rows() },
        given: { ...given, clusters: 'place' },
      });
      expect(result).toMatchObject({
        coefficients: [{ column: '(Intercept)' }, { column: 'region=south' }, { column: 'month' }],
      });
    }
    const { result } = await runMethod(entry('hurdle-regression'), {
      tables: { rows: rows() },
      given: { ...given, zeroCovariates: 'region', errors: 'HC1' },
    });
    expect(result).toMatchObject({ count: [{}, {}, {}], zero: [{}, { column: 'region=south' }] });
    const inflated = await runMethod(entry('zero-inflated-regression'), {
      tables: { rows: rows() },
      given: { ...given, family: 'poisson' },
    });
    expect(inflated.result).toMatchObject({
      kind: 'zero-inflated-regression',
      zero: [{ column: '(Intercept)' }],
    });
    const test = await runMethod(entry('overdispersion-test'), { tables: { rows: rows() }, given });
    expect(test.result).toMatchObject({ kind: 'overdispersion' });
  });
});
