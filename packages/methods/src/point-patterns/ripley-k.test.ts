import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { drawNormal } from '../random/continuous.ts';
import { drawPoisson } from '../random/counts.ts';
import { seeded } from '../random/seeded.ts';
import { circleInside } from './rectangle-edges.ts';
import { ripleyEnvelope } from './ripley-envelope.ts';
import { type RipleyCorrection, ripleyK } from './ripley-k.ts';

const answered = <Result extends object>(result: Result | Insufficient): Result => {
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result;
};
const window = { xMin: 0, xMax: 100, yMin: 0, yMax: 100 };
const strewn = (n: number, seed: number) => {
  const rng = seeded(seed);
  return {
    x: new Float64Array(n).map(() => 100 * rng.next()),
    y: new Float64Array(n).map(() => 100 * rng.next()),
  };
};
const corrections: readonly RipleyCorrection[] = ['none', 'border', 'isotropic', 'translation'];

const kdeFile = sharedFile('reference/kde_300.json');
const file = sharedFile('reference/ripley_k_300.json');
test.skipIf(!file || !kdeFile)(
  `reference values of R 4.2.2, spatstat.explore 3.0-6, Kest: four corrections to 1e-8${file ? '' : `: ${sharedMissing}`}`,
  () => {
    const { points } = JSON.parse(readFileSync(kdeFile!, 'utf8'));
    const reference = JSON.parse(readFileSync(file!, 'utf8'));
    const columns = ['un', 'border', 'iso', 'trans'];
    corrections.forEach((correction, at) => {
      const { k, theoretical } = answered(
        ripleyK(Float64Array.from(points.x), Float64Array.from(points.y), {
          window,
          distances: Float64Array.from(reference.r),
          correction,
        }),
      );
      reference[columns[at]!].forEach((expected: number, i: number) => {
        expect(Math.abs(k[i]! - expected), `${correction} at ${reference.r[i]}`).toBeLessThanOrEqual(
          1e-8 * expected,
        );
        expect(theoretical[i]).toBeCloseTo(reference.theo[i], 10);
      });
    });
  },
);

test('the share of a circle inside a rectangle is that of many points on it', () => {
  const rng = seeded(4);
  const box = { xMin: -2, xMax: 3, yMin: 1, yMax: 3 };
  for (let k = 0; k < 200; k++) {
    const x = -2 + 5 * rng.next();
    const y = 1 + 2 * rng.next();
    const radius = 4 * rng.next();
    let inside = 0;
    for (let a = 0; a < 4000; a++) {
      const px = x + radius * Math.cos((2 * Math.PI * a) / 4000);
      const py = y + radius * Math.sin((2 * Math.PI * a) / 4000);
      if (px >= -2 && px <= 3 && py >= 1 && py <= 3) inside++;
    }
    expect(Math.abs(circleInside(box, x, y, radius) - inside / 4000)).toBeLessThan(3e-3);
  }
});

describe('properties', () => {
  const { x, y } = strewn(250, 8);
  const distances = Float64Array.of(0, 1, 2.5, 6, 6, 20);

  test('order, shift and a quarter turn change nothing; a unit ten times as small makes K a hundred times', () => {
    for (const correction of corrections) {
      const { k } = answered(ripleyK(x, y, { window, distances, correction }));
      expect(k[3]).toBe(k[4]);
      const near = (other: Float64Array, factor = 1) =>
        k.forEach((value, i) => {
          expect(Math.abs(other[i]! / factor - value)).toBeLessThan(1e-9 * (1 + value));
        });
      near(answered(ripleyK(x.slice().reverse(), y.slice().reverse(), { window, distances, correction })).k);
      near(
        answered(
          ripleyK(
            y,
            x.map((v) => 100 - v),
            { window, distances, correction },
          ),
        ).k,
      );
      const moved = { xMin: 1000, xMax: 1100, yMin: -50, yMax: 50 };
      near(
        answered(
          ripleyK(
            x.map((v) => v + 1000),
            y.map((v) => v - 50),
            { window: moved, distances, correction },
          ),
        ).k,
      );
      const large = { xMin: 0, xMax: 1000, yMin: 0, yMax: 1000 };
      near(
        answered(
          ripleyK(
            x.map((v) => 10 * v),
            y.map((v) => 10 * v),
            { window: large, distances: distances.map((r) => 10 * r), correction },
          ),
        ).k,
        100,
      );
    }
  });

  test('without order K is πr² on average with every correction, and less with none', () => {
    const r = Float64Array.of(5, 15);
    const mean = new Map(corrections.map((correction) => [correction, [0, 0]]));
    for (let k = 0; k < 200; k++) {
      const one = strewn(drawPoisson(seeded(500 + k), 120), 900 + k);
      for (const correction of corrections)
        answered(ripleyK(one.x, one.y, { window, distances: r, correction })).k.forEach((value, i) => {
          mean.get(correction)![i]! += value / (Math.PI * r[i]! ** 2) / 200;
        });
    }
    for (const correction of ['border', 'isotropic', 'translation'] as const)
      for (const ratio of mean.get(correction)!) expect(Math.abs(ratio - 1)).toBeLessThan(0.04);
    expect(mean.get('none')![1]).toBeLessThan(0.92);
  });

  test('events outside the window are left out and counted', () => {
    const wide = answered(ripleyK(x, y, { window: { ...window, xMax: 50 }, distances }));
    const inside = [...x.keys()].filter((i) => x[i]! <= 50);
    const alone = answered(
      ripleyK(
        Float64Array.from(inside, (i) => x[i]!),
        Float64Array.from(inside, (i) => y[i]!),
        { window: { ...window, xMax: 50 }, distances },
      ),
    );
    expect(wide.outside).toBe(250 - inside.length);
    expect([...wide.k]).toEqual([...alone.k]);
  });
});

describe('envelope', () => {
  const distances = new Float64Array(10).map((_, i) => i + 1);

  test('its p is even on patterns without order', async () => {
    const ps: number[] = [];
    let left = 0;
    for (let k = 0; k < 150; k++) {
      const { x, y } = strewn(60, 3000 + k);
      const result = answered(await ripleyEnvelope(x, y, { window, distances, simulations: 39, seed: k }));
      ps.push(result.p);
      if (result.l[4]! < result.lower[4]! || result.l[4]! > result.upper[4]!) left++;
    }
    const share = (level: number) => ps.filter((p) => p <= level).length / 150;
    expect(share(0.1)).toBeLessThan(0.16);
    expect(share(0.1)).toBeGreaterThan(0.04);
    expect(share(0.5)).toBeGreaterThan(0.39);
    expect(share(0.5)).toBeLessThan(0.61);
    // two of forty ranks lie outside: 0.05
    expect(left / 150).toBeLessThan(0.1);
  });

  test('clusters leave it upwards and a lattice downwards', async () => {
    const rng = seeded(5);
    const centres = strewn(12, 6);
    const clustered = {
      x: new Float64Array(120).map((_, i) =>
        Math.min(100, Math.max(0, centres.x[i % 12]! + drawNormal(rng))),
      ),
      y: new Float64Array(120).map((_, i) =>
        Math.min(100, Math.max(0, centres.y[i % 12]! + drawNormal(rng))),
      ),
    };
    const up = answered(
      await ripleyEnvelope(clustered.x, clustered.y, { window, distances, simulations: 99, seed: 1 }),
    );
    expect(up.p).toBe(0.01);
    expect(up.l[2]!).toBeGreaterThan(up.upper[2]!);
    const lattice = {
      x: new Float64Array(144).map((_, i) => 4 + 8 * (i % 12)),
      y: new Float64Array(144).map((_, i) => 4 + 8 * Math.floor(i / 12)),
    };
    const down = answered(
      await ripleyEnvelope(lattice.x, lattice.y, { window, distances, simulations: 99, seed: 1 }),
    );
    expect(down.p).toBe(0.01);
    expect(down.l[6]!).toBeLessThan(down.lower[6]!);
  });

  test('is the same to the bit for any number of workers, and for the same seed', async () => {
    const { x, y } = strewn(900, 77);
    const options = { window, distances, simulations: 60, seed: 12 };
    const here = answered(await ripleyEnvelope(x, y, options));
    expect(answered(await ripleyEnvelope(x, y, { ...options, workers: 2 }))).toEqual(here);
    expect(answered(await ripleyEnvelope(x, y, { ...options, seed: 13 })).upper).not.toEqual(here.upper);
  });
});

describe('what cannot be answered', () => {
  test('too few events, descending distances, too few simulations', async () => {
    const { x, y } = strewn(9, 1);
    expect(ripleyK(x, y, { window, distances: Float64Array.of(1) })).toMatchObject({
      kind: 'insufficient',
      have: 9,
      need: 10,
    });
    const many = strewn(20, 1);
    expect(() => ripleyK(many.x, many.y, { window, distances: Float64Array.of(2, 1) })).toThrow(
      'distances[1] is 1',
    );
    expect(() => ripleyK(many.x, many.y, { window, distances: Float64Array.of() })).toThrow(
      'distances is empty',
    );
    await expect(
      ripleyEnvelope(many.x, many.y, { window, distances: Float64Array.of(1), simulations: 5, seed: 1 }),
    ).rejects.toThrow('simulations is 5');
  });

  test('no event so far from the border: no number', () => {
    const { x, y } = strewn(30, 1);
    const { k } = answered(
      ripleyK(x, y, { window, distances: Float64Array.of(1, 49.99), correction: 'border' }),
    );
    expect(k[0]).toBeGreaterThanOrEqual(0);
    expect(k[1]).toBeNaN();
  });
});
