import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { shuffle } from '../random/choose.ts';
import { drawPoisson } from '../random/counts.ts';
import { type Rng, seeded } from '../random/seeded.ts';
import { kendallTau, mannKendall, theilSen } from './index.ts';

const answered = <Result extends object>(result: Result | Insufficient): Result => {
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result as Result;
};

interface Series {
  readonly x: number[];
  readonly S: number;
  readonly var: number;
  readonly z: number;
  readonly p_two: number;
  readonly tau_b: number;
  readonly sen_slope: number;
}
const file = sharedFile('reference/mann_kendall.json');
const staged = (): Series[] => JSON.parse(readFileSync(file!, 'utf8').replaceAll('NaN', 'null')).series;

describe.skipIf(!file)(`reference values of scipy 1.10.1${file ? '' : `: ${sharedMissing}`}`, () => {
  test('Mann–Kendall’s S, variance, z, p, tau-b and the Sen slope to 1e-10', () => {
    for (const { x, S, var: variance, z, p_two, tau_b, sen_slope } of staged()) {
      const values = Float64Array.from(x);
      const result = answered(mannKendall(values));
      expect(result.s).toBe(S);
      expect(Math.abs(result.variance - variance)).toBeLessThan(1e-10);
      expect(Math.abs(result.z - z)).toBeLessThan(1e-10);
      expect(Math.abs(result.p - p_two)).toBeLessThan(1e-10);
      if (tau_b === null) expect(result.tau).toBeNaN();
      else expect(Math.abs(result.tau - tau_b)).toBeLessThan(1e-10);
      expect(Math.abs(answered(theilSen(values)).slope - sen_slope)).toBeLessThan(1e-10);
    }
  });

  test('the interval of the slope, stats.theilslopes, to 1e-10', () => {
    const bounds = [
      [0.15384615384615385, 0.4444444444444444, 1.8636363636363638],
      [-0.12, 0, 5.029411764705882],
      [-0.20099999999999998, 0.09714285714285716, -0.13199999999999998],
    ];
    bounds.forEach(([lower, upper, intercept], k) => {
      const result = answered(theilSen(Float64Array.from(staged()[k]!.x)));
      expect(Math.abs(result.lower - lower!)).toBeLessThan(1e-10);
      expect(Math.abs(result.upper - upper!)).toBeLessThan(1e-10);
      expect(Math.abs(result.intercept - intercept!)).toBeLessThan(1e-10);
    });
  });
});

test('tau-b and its p with ties in both columns, stats.kendalltau of scipy 1.10.1', () => {
  const x = Float64Array.of(1, 2, 2, 3, 5, 5, 7, 8, 9, 9, 10, 12);
  const y = Float64Array.of(3, 1, 4, 4, 2, 6, 6, 6, 9, 7, 11, 10);
  const { tau, p } = answered(kendallTau(x, y));
  expect(tau).toBeCloseTo(0.7840250892042882, 12);
  expect(p).toBeCloseTo(0.0006243911149918158, 12);
  expect(answered(kendallTau(y, x))).toEqual({ ...answered(kendallTau(x, y)) });
});

describe('the exact p', () => {
  test('is that of scipy 1.10.1 without ties', () => {
    const series = Float64Array.of(2.1, 1.0, 3.4, 2.2, 5.0, 4.1, 6.3);
    expect(answered(mannKendall(series, { inference: 'exact' })).p).toBeCloseTo(0.03015873015873016, 12);
  });

  test('is the share of all orders, ties too, found by going through them', () => {
    for (const values of [
      [1, 2, 3, 4, 5],
      [1, 1, 2, 5, 3, 3],
      [2, 2, 2, 9, 1, 9],
      [0, 0, 0, 0],
    ]) {
      const s = answered(mannKendall(Float64Array.from(values))).s;
      let far = 0;
      let all = 0;
      for (const order of orders(values)) {
        all++;
        if (Math.abs(answered(mannKendall(Float64Array.from(order))).s) >= Math.abs(s)) far++;
      }
      const { p } = answered(mannKendall(Float64Array.from(values), { inference: 'exact' }));
      expect(p).toBeCloseTo(far / all, 12);
    }
  });

  test('nears the normal one as series grow, and is refused for more than 60 values', () => {
    const rng = seeded(4);
    const values = new Float64Array(60).map(() => rng.int(9));
    const exact = answered(mannKendall(values, { inference: 'exact' })).p;
    expect(Math.abs(exact - answered(mannKendall(values)).p)).toBeLessThan(0.003);
    expect(() => mannKendall(new Float64Array(61), { inference: 'exact' })).toThrow(/METHOD_VALUE_INVALID/);
  });
});

function* orders(values: readonly number[]): Generator<readonly number[]> {
  if (values.length <= 1) yield values;
  for (let k = 0; k < values.length; k++)
    for (const rest of orders([...values.slice(0, k), ...values.slice(k + 1)])) yield [values[k]!, ...rest];
}

describe('on series without a trend', () => {
  const laws: [string, (rng: Rng) => number][] = [
    ['without ties', (rng) => rng.next()],
    ['of counts around 2, many ties', (rng) => drawPoisson(rng, 2)],
    ['nearly all zeros', (rng) => drawPoisson(rng, 0.3)],
  ];
  test.each(laws)('p keeps its level, the exact one never beyond: %s', (_, draw) => {
    const rng = seeded(10);
    let normal = 0;
    let exact = 0;
    const series = 1500;
    for (let k = 0; k < series; k++) {
      const values = new Float64Array(14).map(() => draw(rng));
      if (answered(mannKendall(values)).p <= 0.05) normal += 1 / series;
      if (answered(mannKendall(values, { inference: 'exact' })).p <= 0.05) exact += 1 / series;
    }
    expect(normal).toBeLessThan(0.06);
    expect(normal).toBeGreaterThan(0.025);
    expect(exact).toBeLessThan(0.055);
    expect(exact).toBeGreaterThan(0.025);
  });

  test('the interval of the slope holds the true slope nineteen times in twenty, wild values too', () => {
    const rng = seeded(11);
    let held = 0;
    for (let k = 0; k < 1000; k++) {
      const values = new Float64Array(20).map((_, t) => 0.5 * t + 1 / (rng.next() + 1e-3) / 50 + rng.next());
      const { lower, upper } = answered(theilSen(values));
      if (lower <= 0.5 && 0.5 <= upper) held++;
    }
    expect(held / 1000).toBeGreaterThan(0.935);
    expect(held / 1000).toBeLessThan(0.975);
  });
});

describe('what changes nothing, or only signs', () => {
  const rng = seeded(3);
  const values = new Float64Array(40).map(() => drawPoisson(rng, 3));

  test('any rising change of scale leaves the trend alone; time turned round turns it round', () => {
    const before = answered(mannKendall(values));
    expect(answered(mannKendall(values.map((v) => Math.exp(v) - 7)))).toEqual(before);
    const after = answered(mannKendall(values.slice().reverse()));
    expect(after).toEqual({ ...before, s: -before.s, z: -before.z, tau: -before.tau });
  });

  test('shifted times leave the slope alone; rows in another order too', () => {
    const times = values.map((_, t) => t);
    const before = answered(theilSen(values, { times }));
    const order = shuffle(
      rng,
      Uint32Array.from(values, (_, i) => i),
    );
    const moved = answered(
      theilSen(
        Float64Array.from(order, (i) => values[i]!),
        { times: Float64Array.from(order, (i) => times[i]! + 1000) },
      ),
    );
    expect(moved.slope).toBeCloseTo(before.slope, 14);
    expect(moved.lower).toBeCloseTo(before.lower, 14);
    expect(moved.upper).toBeCloseTo(before.upper, 14);
  });

  test('tau of a column with itself is 1, and counting is that of a look at every pair', () => {
    expect(answered(kendallTau(values, values)).tau).toBeCloseTo(1, 14);
    const other = shuffle(rng, values.slice());
    let s = 0;
    for (let i = 0; i < 40; i++)
      for (let j = 0; j < i; j++) s += Math.sign(values[i]! - values[j]!) * Math.sign(other[i]! - other[j]!);
    expect(answered(kendallTau(values, other)).s).toBe(s);
  });
});

test('too few values, equal times and columns that do not vary are told', () => {
  expect(mannKendall(Float64Array.of(1, 2, 3))).toMatchObject({ reason: 'too-few-values', have: 3, need: 4 });
  expect(theilSen(Float64Array.of(1, 2, 3))).toMatchObject({ reason: 'too-few-values' });
  expect(theilSen(new Float64Array(5), { times: new Float64Array(5) })).toMatchObject({
    reason: 'too-few-values',
  });
  expect(kendallTau(new Float64Array(12), new Float64Array(12))).toMatchObject({ reason: 'no-variation' });
  expect(kendallTau(new Float64Array(3), new Float64Array(3))).toMatchObject({ reason: 'too-few-values' });
  expect(() => mannKendall(Float64Array.of(1, Number.NaN, 2, 3))).toThrow(/values\[1\]/);
});
