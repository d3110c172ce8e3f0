import { expect, test } from 'vitest';
import { seeded } from '../random/seeded.ts';
import { fitted, watchedSquare } from './fit-hawkes.fixture.ts';

// the common type is three times as frequent as the rare one, whose events excite little of the other
const model = {
  backgroundPerDay: [0.9, 0.3],
  offspring: [
    [0.35, 0.15],
    [0.1, 0.4],
  ],
  delayDays: [
    [4, 4],
    [4, 4],
  ],
  spreadKm: [
    [0.8, 0.8],
    [0.8, 0.8],
  ],
};
const truth: Record<string, number> = {
  'background 0': 0.9,
  'background 1': 0.3,
  'branching 0→0': 0.35,
  'branching 0→1': 0.15,
  'branching 1→0': 0.1,
  'branching 1→1': 0.4,
  rate: 0.25,
  sigma: 0.8,
};

/** A small square, so that four in ten events lie near an edge, and effects still to come at the end. */
const SIDE = 8;
const runs = 24;

test('intervals of 95 % hold the truth about as often, and estimates lie around it, near edges too', async () => {
  const sums = new Map<string, { held: number; total: number }>();
  let unadjusted = 0;
  for (let run = 0; run < runs; run++) {
    const data = watchedSquare(model, { side: SIDE, days: 300 }, seeded(1000 + run));
    const options = {
      window: { x: [0, SIDE], y: [0, SIDE], t: [0, 300] },
      reach: { time: 40, distance: 5 },
      background: { kind: 'homogeneous' },
      exactPairs: 0,
      tolerance: 1e-4,
    } as const;
    const { estimates } = await fitted(data, options);
    for (const { name, value, lower, upper } of estimates) {
      const sum = sums.get(name) ?? { held: 0, total: 0 };
      if (lower <= truth[name]! && truth[name]! <= upper) sum.held++;
      sum.total += value;
      sums.set(name, sum);
    }
    if (run < 6) {
      const { branching } = await fitted(data, { ...options, edges: 'none', intervals: false });
      unadjusted += branching[0]! + branching[1]!;
    }
  }
  let held = 0;
  for (const [name, sum] of sums) {
    held += sum.held;
    expect(sum.held / runs, name).toBeGreaterThan(0.79);
    expect(Math.abs(sum.total / runs / truth[name]! - 1), name).toBeLessThan(
      name === 'branching 1→0' ? 0.25 : 0.1,
    );
  }
  // 192 intervals: 0.95 less 3 standard errors is 0.90
  expect(held / (runs * sums.size)).toBeGreaterThan(0.9);
  // without the boundary integral more than half of the effects would be missed
  expect(unadjusted / 6).toBeLessThan(0.25);
}, 60_000);
