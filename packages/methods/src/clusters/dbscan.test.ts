import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { seeded } from '../random/seeded.ts';
import { dbscan } from './dbscan.ts';
import type { DensityClusters } from './labels.ts';
import { stDbscan } from './st-dbscan.ts';

const answered = <Result extends object>(result: Result | Insufficient): Result => {
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result;
};

const columns = (file: string): Record<string, Float64Array> => {
  const [head, ...rows] = readFileSync(file, 'utf8').trim().split('\n');
  return Object.fromEntries(
    head!.split(',').map((name, at) => [name, Float64Array.from(rows, (row) => Number(row.split(',')[at]))]),
  );
};

/** Clusters by the definition: neighbours by comparing all pairs, then chains of core points. */
const byDefinition = (n: number, minPts: number, areNeighbours: (i: number, j: number) => boolean) => {
  const near = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => j).filter((j) => areNeighbours(i, j)),
  );
  const core = near.map((some) => some.length >= minPts);
  const cluster = new Int32Array(n);
  let clusters = 0;
  for (let i = 0; i < n; i++) {
    if (!core[i] || cluster[i]) continue;
    clusters++;
    const open = [i];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (cluster[at]) continue;
      cluster[at] = clusters;
      for (const j of near[at]!) if (core[j] && !cluster[j]) open.push(j);
    }
  }
  return { near, core, cluster };
};

/** Core flags, noise and the grouping of core points are alike; border points join a neighbouring core's cluster. */
const agrees = (result: DensityClusters, expected: ReturnType<typeof byDefinition>): void => {
  const { near, core, cluster } = expected;
  expect([...result.core]).toEqual(core.map(Number));
  const names = new Map<number, number>();
  core.forEach((isCore, i) => {
    if (isCore) {
      const name = names.get(cluster[i]!) ?? result.cluster[i]!;
      names.set(cluster[i]!, name);
      expect(result.cluster[i]).toBe(name);
      return;
    }
    const adjacent = near[i]!.filter((j) => core[j]).map((j) => result.cluster[j]);
    if (adjacent.length === 0) expect(result.cluster[i]).toBe(0);
    else expect(adjacent).toContain(result.cluster[i]);
  });
  expect(new Set(names.values()).size).toBe(names.size);
  expect(result.clusters).toBe(names.size);
  expect(result.noise).toBe(result.cluster.filter((one) => one === 0).length);
};

describe('reference values', () => {
  const plain = sharedFile('reference/dbscan_2k.csv');
  const summary = sharedFile('reference/dbscan_2k.json');
  const missing = plain && summary ? '' : `: ${sharedMissing}`;
  test.skipIf(missing)(
    `of R 4.2.2, dbscan 1.1-11: 20 clusters, 526 core points and 1199 of noise${missing}`,
    async () => {
      const { x, y, dbscan: reference, core } = columns(plain!);
      const expected = JSON.parse(readFileSync(summary!, 'utf8')) as Record<string, number>;
      const result = answered(await dbscan(x!, y!, { eps: expected.eps!, minPts: expected.minPts! }));
      expect([result.clusters, result.noise]).toEqual([expected.clusters, expected.noise]);
      expect(result.core.reduce((sum, one) => sum + one, 0)).toBe(expected.core);
      expect([...result.core]).toEqual([...core!]);
      expect([...result.cluster].map((one) => one > 0)).toEqual([...reference!].map((one) => one > 0));
      const names = new Map<number, number>();
      core!.forEach((isCore, i) => {
        if (isCore) names.set(reference![i]!, names.get(reference![i]!) ?? result.cluster[i]!);
        if (isCore) expect(result.cluster[i]).toBe(names.get(reference![i]!));
      });
      expect(new Set(names.values()).size).toBe(20);
    },
  );

  const inTime = sharedFile('reference/stdbscan_2k.csv');
  test.skipIf(!inTime)(
    `of scikit-learn 1.2.1, DBSCAN on the graph of neighbours in space and time${inTime ? '' : `: ${sharedMissing}`}`,
    async () => {
      const { x, y, t, label, core } = columns(inTime!);
      const result = answered(await stDbscan(x!, y!, t!, { eps: 1.5, epsTime: 21, minPts: 5 }));
      expect([...result.core]).toEqual([...core!]);
      expect([...result.cluster].map((one) => one > 0)).toEqual([...label!].map((one) => one >= 0));
      const names = new Map<number, number>();
      core!.forEach((isCore, i) => {
        if (isCore) names.set(label![i]!, names.get(label![i]!) ?? result.cluster[i]!);
        if (isCore) expect(result.cluster[i]).toBe(names.get(label![i]!));
      });
      expect(new Set(names.values()).size).toBe(new Set(label!.filter((one) => one >= 0)).size);
      expect(result.clusters).toBe(names.size);
    },
  );
});

const scattered = (n: number, seed: number, side: number) => {
  const rng = seeded(seed);
  const x = new Float64Array(n).map(() => rng.next() * side);
  const y = new Float64Array(n).map(() => rng.next() * side);
  const t = new Float64Array(n).map(() => Math.floor(rng.next() * 30));
  return { x, y, t };
};

test('clusters are those of the definition: thin, thick, in one spot, on a lattice at exactly eps, with outliers', async () => {
  const lattice = scattered(400, 0, 1);
  lattice.x.forEach((_, i) => {
    lattice.x[i] = i % 20;
    lattice.y[i] = Math.floor(i / 20);
  });
  const spots = scattered(300, 4, 6);
  spots.x.set(spots.x.map(Math.round));
  spots.y.set(spots.y.map(Math.round));
  const outliers = scattered(300, 5, 10);
  outliers.x[3] = 1e12;
  outliers.y[5] = -1e9;
  for (const { x, y } of [
    scattered(400, 1, 40),
    scattered(400, 2, 12),
    scattered(300, 3, 3),
    lattice,
    spots,
    outliers,
  ])
    for (const [eps, minPts] of [
      [1, 4],
      [1, 1],
      [Math.SQRT2, 9],
      [0.3, 3],
    ] as const) {
      const result = answered(await dbscan(x, y, { eps, minPts }));
      agrees(
        result,
        byDefinition(x.length, minPts, (i, j) => (x[i]! - x[j]!) ** 2 + (y[i]! - y[j]!) ** 2 <= eps * eps),
      );
    }
});

test('clusters in space and time are those of the definition', async () => {
  for (const [seed, side] of [
    [1, 15],
    [2, 5],
  ] as const) {
    const { x, y, t } = scattered(400, seed, side);
    for (const [eps, epsTime, minPts] of [
      [1, 3, 3],
      [2, 0, 4],
    ] as const) {
      const result = answered(await stDbscan(x, y, t, { eps, epsTime, minPts }));
      agrees(
        result,
        byDefinition(
          400,
          minPts,
          (i, j) => Math.hypot(x[i]! - x[j]!, y[i]! - y[j]!) <= eps && Math.abs(t[i]! - t[j]!) <= epsTime,
        ),
      );
    }
  }
});

test('the order of the points, their origin and, but for rounding, orientation change no cluster', async () => {
  const { x, y } = scattered(1500, 8, 30);
  const options = { eps: 1, minPts: 5 };
  const before = answered(await dbscan(x, y, options));
  const same = (after: DensityClusters, place: (i: number) => number): void => {
    const names = new Map<number, number>();
    before.cluster.forEach((name, i) => {
      const now = after.cluster[place(i)]!;
      expect(names.get(name) ?? now).toBe(now);
      names.set(name, now);
    });
    expect(after.clusters).toBe(before.clusters);
    expect(names.get(0) ?? 0).toBe(0);
  };
  same(answered(await dbscan(x.toReversed(), y.toReversed(), options)), (i) => 1499 - i);
  same(
    answered(
      await dbscan(
        x.map((v) => v + 1024),
        y.map((v) => v - 4096),
        options,
      ),
    ),
    (i) => i,
  );
  same(
    answered(
      await dbscan(
        y.map((v) => -v),
        x,
        options,
      ),
    ),
    (i) => i,
  );
});

test('clusters are numbered by their first points, from 1', async () => {
  const x = Float64Array.of(9, 5, 5.1, 5.2, 1, 1.1, 1.2);
  const result = answered(await dbscan(x, new Float64Array(7), { eps: 0.3, minPts: 3 }));
  expect([...result.cluster]).toEqual([0, 1, 1, 1, 2, 2, 2]);
  expect(result).toMatchObject({ kind: 'dbscan', clusters: 2, noise: 1 });
});

test('a hundred thousand points in two spots take no time', async () => {
  const x = new Float64Array(100_000).map((_, i) => (i % 2) * 1.2);
  const result = answered(await dbscan(x, new Float64Array(100_000), { eps: 1, minPts: 5 }));
  expect(result.clusters).toBe(2);
});

test('too few points are refused, and so are wrong arguments', async () => {
  const x = Float64Array.of(1, 2);
  expect(await dbscan(x, x, { eps: 1, minPts: 3 })).toMatchObject({
    reason: 'too-few-points',
    have: 2,
    need: 3,
  });
  expect(await stDbscan(x, x, x, { eps: 1, epsTime: 1, minPts: 3 })).toMatchObject({
    reason: 'too-few-events',
  });
  await expect(dbscan(x, x, { eps: 0, minPts: 1 })).rejects.toThrow('eps is 0');
  await expect(dbscan(x, x, { eps: 1, minPts: 1.5 })).rejects.toThrow('minPts is 1.5');
  await expect(dbscan(x, Float64Array.of(1), { eps: 1, minPts: 1 })).rejects.toThrow('y has 1 values');
  await expect(stDbscan(x, x, x, { eps: 1, epsTime: -1, minPts: 1 })).rejects.toThrow('epsTime is -1');
});
