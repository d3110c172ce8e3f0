import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { drawNormal } from '../random/continuous.ts';
import { seeded } from '../random/seeded.ts';
import { abramsonBandwidths, nearestBandwidths, nearestDistances } from './adaptive-bandwidths.ts';
import { type BandwidthCriterion, crossValidatedBandwidth } from './bandwidth-cross-validation.ts';
import { diggleBandwidth } from './bandwidth-diggle.ts';
import { plugInBandwidth, scottBandwidth } from './bandwidth-rules.ts';

const answered = <Result extends object>(result: Result | Insufficient): Result => {
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result;
};
const normalCloud = (n: number, seed: number, scale = 1) => {
  const rng = seeded(seed);
  const x = new Float64Array(n);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    x[i] = scale * drawNormal(rng);
    y[i] = scale * drawNormal(rng);
  }
  return { x, y };
};
const window = { xMin: 0, xMax: 100, yMin: 0, yMax: 100 };

describe('reference values of R 4.2.2, spatstat.explore 3.0-6', () => {
  const file = sharedFile('reference/kde_300.json');
  const named = (name: string): string => (file ? name : `${name}: ${sharedMissing}`);
  const reference = () => {
    const { points, bw } = JSON.parse(readFileSync(file!, 'utf8'));
    return { x: Float64Array.from(points.x), y: Float64Array.from(points.y), bw };
  };

  test.skipIf(!file)(named('bw.scott and bw.diggle'), () => {
    const { x, y, bw } = reference();
    const scott = answered(scottBandwidth(x, y));
    expect(scott.x).toBeCloseTo(bw.scott[0], 10);
    expect(scott.y).toBeCloseTo(bw.scott[1], 10);
    expect(answered(diggleBandwidth(x, y, { window })).bandwidth).toBeCloseTo(bw.diggle, 10);
  });

  test.skipIf(!file)(named('bw.ppl and bw.CvL, which choose among the same 16 candidates'), async () => {
    const { x, y, bw } = reference();
    const choose = async (criterion: BandwidthCriterion) =>
      answered(await crossValidatedBandwidth(x, y, { criterion, window })).bandwidth;
    expect(await choose('likelihood')).toBeCloseTo(bw.ppl, 8);
    expect(await choose('cronie-van-lieshout')).toBeCloseTo(bw.CvL, 8);
  });
});

describe('cross-validation', () => {
  test('least squares is the integrated square error of its own definition', async () => {
    const { x, y } = normalCloud(200, 2);
    const candidates = Float64Array.of(0.1, 0.2, 0.4, 0.8);
    const wide = { xMin: -9, xMax: 9, yMin: -9, yMax: 9 };
    const result = answered(
      await crossValidatedBandwidth(x, y, { criterion: 'least-squares', window: wide, candidates }),
    );
    const n = x.length;
    candidates.forEach((h, k) => {
      let squares = 0;
      let others = 0;
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          const squared = (x[i]! - x[j]!) ** 2 + (y[i]! - y[j]!) ** 2;
          squares += Math.exp(-squared / (4 * h * h)) / (4 * Math.PI * h * h);
          if (i !== j) others += Math.exp(-squared / (2 * h * h)) / (2 * Math.PI * h * h);
        }
      expect(result.criteria[k]).toBeCloseTo(squares / n ** 2 - (2 * others) / (n * (n - 1)), 8);
    });
  });

  test('refined, no candidate is better, and the scale of the coordinates only scales it', async () => {
    const { x, y } = normalCloud(400, 3);
    const wide = { xMin: -6, xMax: 6, yMin: -6, yMax: 6 };
    for (const criterion of ['least-squares', 'likelihood', 'cronie-van-lieshout'] as const) {
      const refined = answered(
        await crossValidatedBandwidth(x, y, { criterion, window: wide, refine: true }),
      );
      const around = Float64Array.of(0.8, 0.95, 1, 1.05, 1.25).map((share) => share * refined.bandwidth);
      const again = answered(
        await crossValidatedBandwidth(x, y, { criterion, window: wide, candidates: around }),
      );
      expect(again.bandwidth / refined.bandwidth).toBeCloseTo(1, 1);
      const scaled = answered(
        await crossValidatedBandwidth(
          x.map((v) => 100 * v),
          y.map((v) => 100 * v),
          { criterion, window: { xMin: -600, xMax: 600, yMin: -600, yMax: 600 }, refine: true },
        ),
      );
      expect(scaled.bandwidth / refined.bandwidth).toBeCloseTo(100, 0);
    }
  });

  test('many events in one place are refused, not answered by nearly 0', async () => {
    const { x, y } = normalCloud(100, 4);
    const doubled = { x: Float64Array.of(...x, ...x, ...x), y: Float64Array.of(...y, ...y, ...y) };
    expect(
      await crossValidatedBandwidth(doubled.x, doubled.y, {
        criterion: 'least-squares',
        window: { xMin: -6, xMax: 6, yMin: -6, yMax: 6 },
      }),
    ).toMatchObject({ kind: 'insufficient', reason: 'ever-narrower' });
  });
});

describe('plug-in', () => {
  test('is right for a normal cloud, whose best bandwidth is known: s · n^(−1/6)', () => {
    for (const [n, scale, off] of [
      [500, 50, 0.3],
      [20_000, 0.01, 0.05],
    ] as const) {
      const { x, y } = normalCloud(n, 20, scale);
      const ratio = answered(plugInBandwidth(x, y)).bandwidth / (scale * n ** (-1 / 6));
      expect(Math.abs(ratio - 1)).toBeLessThan(off);
    }
  });

  test('its sums over pairs are those of the definition', () => {
    const { x, y } = normalCloud(300, 31);
    const n = x.length;
    const factorial = (m: number): number => (m < 2 ? 1 : m * factorial(m - 1));
    const laguerre = (m: number, u: number): number => {
      let [last, now] = [0, 1];
      for (let k = 0; k < m; k++) [last, now] = [now, ((2 * k + 1 - u) * now - k * last) / (k + 1)];
      return now;
    };
    // ∇²ᵐ of a Gaussian in two dimensions is a Laguerre polynomial times it
    const sums = (g: number, m: number): number => {
      let sum = 0;
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          const u = ((x[i]! - x[j]!) ** 2 + (y[i]! - y[j]!) ** 2) / (2 * g * g);
          sum += laguerre(m, u) * Math.exp(-u);
        }
      return (sum * factorial(m) * 2 ** m) / (2 * Math.PI * g ** (2 * m + 2) * n ** 2);
    };
    const variance = (values: Float64Array): number => {
      const mean = values.reduce((a, b) => a + b) / n;
      return values.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1);
    };
    let size = (factorial(7) * 2 ** 7) / (2 * Math.PI * (variance(x) + variance(y)) ** 8);
    for (let m = 6; m >= 2; m--)
      size = sums(((factorial(m) * 2 ** m) / (Math.PI * n * size)) ** (1 / (2 * m + 4)), m);
    const expected = (1 / (2 * Math.PI * n * size)) ** (1 / 6);
    expect(answered(plugInBandwidth(x, y)).bandwidth / expected).toBeCloseTo(1, 3);
  });

  test('follows clusters where Scott’s rule sees one cloud, and refuses one event far beyond all', () => {
    const { x, y } = normalCloud(2000, 6);
    const apart = { x: x.map((v, i) => v + (i % 4) * 40), y: y.map((v, i) => v + (i % 2) * 40) };
    // four clusters of 500 events
    expect(answered(plugInBandwidth(apart.x, apart.y)).bandwidth).toBeLessThan(1.6 * 500 ** (-1 / 6));
    expect(answered(scottBandwidth(apart.x, apart.y)).bandwidth).toBeGreaterThan(7);
    x[0] = 1e6;
    expect(plugInBandwidth(x, y)).toMatchObject({ reason: 'range-too-wide' });
  });
});

describe('a bandwidth for each event', () => {
  test('nearest neighbours are those of all pairs, ties and lone events included', () => {
    const { x, y } = normalCloud(300, 7);
    x.set(x.subarray(0, 20), 50);
    y.set(y.subarray(0, 20), 50);
    x[299] = 400;
    for (const k of [1, 5, 40]) {
      const found = nearestDistances(x, y, k);
      for (let i = 0; i < 300; i++) {
        const all = Float64Array.from(x, (px, j) => Math.hypot(px - x[i]!, y[j]! - y[i]!)).sort();
        expect(found[i]).toBeCloseTo(all[k]!, 10);
      }
    }
    expect(nearestBandwidths(x, y, { k: 1 })).toMatchObject({ reason: 'events-in-one-place' });
    const { bandwidths } = answered(nearestBandwidths(x, y, { k: 1, least: 0.05, scale: 2 }));
    expect(Math.min(...bandwidths)).toBe(0.05);
    expect(bandwidths[299]).toBeCloseTo(2 * found1(x, y), 8);
  });
  const found1 = (x: Float64Array, y: Float64Array): number =>
    Math.min(...Array.from({ length: 299 }, (_, j) => Math.hypot(x[j]! - x[299]!, y[j]! - y[299]!)));

  test('Abramson’s have the bandwidth as their geometric mean, narrow where events are dense', async () => {
    const { x, y } = normalCloud(1000, 8);
    const { bandwidths } = answered(await abramsonBandwidths(x, y, { bandwidth: 0.4, most: 100 }));
    const logs = bandwidths.reduce((sum, h) => sum + Math.log(h), 0) / 1000;
    expect(Math.exp(logs)).toBeCloseTo(0.4, 10);
    const middle = x.findIndex((v, i) => Math.hypot(v, y[i]!) < 0.2);
    const far = x.findIndex((v, i) => Math.hypot(v, y[i]!) > 2.5);
    expect(bandwidths[middle]).toBeLessThan(0.35);
    expect(bandwidths[far]).toBeGreaterThan(0.7);
    const capped = answered(await abramsonBandwidths(x, y, { bandwidth: 0.4, most: 1.5 }));
    expect(Math.max(...capped.bandwidths)).toBeCloseTo(0.6, 10);
  });
});

test('too few events, or events on a line, give no bandwidth', async () => {
  const { x, y } = normalCloud(9, 1);
  const line = new Float64Array(20).map((_, i) => i);
  for (const [px, py, reason] of [
    [x, y, 'too-few-events'],
    [line, new Float64Array(20), 'no-variation'],
  ] as const) {
    expect(scottBandwidth(px, py)).toMatchObject({ reason });
    expect(plugInBandwidth(px, py)).toMatchObject({ reason });
    expect(diggleBandwidth(px, py, { window })).toMatchObject({ reason });
    expect(
      await crossValidatedBandwidth(px, py, {
        criterion: 'likelihood',
        window: { xMin: -50, xMax: 50, yMin: -50, yMax: 50 },
      }),
    ).toMatchObject({ reason });
  }
  expect(nearestBandwidths(x, y, { k: 9 })).toMatchObject({ reason: 'too-few-events', need: 10 });
});
