import { expect, test } from 'vitest';
import { seeded } from '../random/seeded.ts';
import { spectralRadius, stationaryRates } from './branching.ts';
import { type HawkesModel, hawkesStream, simulateHawkes } from './simulate-hawkes.ts';

const model: HawkesModel = {
  backgroundPerDay: [3, 1, 2],
  place: (_type, rng, out) => {
    out.x = rng.next() * 100;
    out.y = rng.next() * 100;
  },
  offspring: [
    [0.3, 0.2, 0.1],
    [0.1, 0.4, 0],
    [0.2, 0.05, 0.3],
  ],
  delayDays: [
    [2, 5, 3],
    [4, 1, 2],
    [6, 2, 1.5],
  ],
  spreadKm: [
    [1, 4, 2],
    [3, 1, 1],
    [2, 2, 0.5],
  ],
};

test('the spectral radius is right for plain, periodic, defective and zero matrices', () => {
  expect(spectralRadius([[0.4, 0], [0, 0.7]])).toBeCloseTo(0.7, 9); // biome-ignore format: matrices read as rows
  expect(spectralRadius([[0, 4], [0.25, 0]])).toBeCloseTo(1, 9); // biome-ignore format: matrices read as rows
  expect(spectralRadius([[0.9, 5], [0, 0.9]])).toBeCloseTo(0.9, 8); // biome-ignore format: matrices read as rows
  expect(spectralRadius([[0, 1], [0, 0]])).toBe(0); // biome-ignore format: matrices read as rows
  // eigenvalues of [[2, 1], [1, 3]] are (5 ± √5) / 2
  expect(spectralRadius([[2, 1], [1, 3]])).toBeCloseTo((5 + Math.sqrt(5)) / 2, 9); // biome-ignore format: rows
});

test('a process that would explode is refused, naming its spectral radius', () => {
  const explosive = { ...model, offspring: [[0.8, 0.3, 0], [0.3, 0.8, 0], [0, 0, 0]] }; // biome-ignore format: rows
  expect(() => simulateHawkes(explosive, { days: 10 }, seeded(1))).toThrow(/PROCESS_EXPLOSIVE.*1\.1000/);
  expect(() => stationaryRates([1], [[1]])).toThrow(/PROCESS_EXPLOSIVE/);
});

test.each([
  ['a negative rate', { backgroundPerDay: [1, -1, 1] }],
  [
    'a matrix of the wrong shape',
    {
      offspring: [
        [0.1, 0.1],
        [0.1, 0.1],
      ],
    },
  ],
  [
    'a negative number of children',
    {
      offspring: [
        [0.1, -0.1, 0],
        [0, 0, 0],
        [0, 0, 0],
      ],
    },
  ],
  [
    'a delay of zero',
    {
      delayDays: [
        [1, 1, 0],
        [1, 1, 1],
        [1, 1, 1],
      ],
    },
  ],
  [
    'a spread that is no number',
    {
      spreadKm: [
        [1, 1, Number.NaN],
        [1, 1, 1],
        [1, 1, 1],
      ],
    },
  ],
])('%s is refused', (_what, wrong) => {
  expect(() => simulateHawkes({ ...model, ...wrong }, { days: 10 }, seeded(1))).toThrow(/PROCESS_MALFORMED/);
});

test('totals by type meet (I − Kᵀ)⁻¹ μ within their Monte Carlo error', () => {
  const days = 400;
  const runs = 60;
  const expected = stationaryRates(model.backgroundPerDay, model.offspring).map((rate) => rate * days);
  const totals = Array.from({ length: runs }, (_, run) => {
    const events = simulateHawkes(model, { days, warmUpDays: 120 }, seeded(`totals ${run}`));
    const counts = [0, 0, 0];
    for (const type of events.type) counts[type]! += 1;
    return counts;
  });
  for (const type of [0, 1, 2]) {
    const mean = totals.reduce((sum, counts) => sum + counts[type]!, 0) / runs;
    const variance = totals.reduce((sum, counts) => sum + (counts[type]! - mean) ** 2, 0) / (runs - 1);
    expect(Math.abs(mean - expected[type]!)).toBeLessThan(4 * Math.sqrt(variance / runs));
    // the bound itself must be able to fail: under 2 % of the total
    expect(4 * Math.sqrt(variance / runs)).toBeLessThan(0.04 * expected[type]!);
  }
});

const long = simulateHawkes(model, { days: 8000 }, seeded('long'));

test('children follow the branching matrix, their delays are exponential and their displacement Gaussian', () => {
  const parents = [0, 0, 0];
  for (const type of long.type) parents[type]! += 1;
  for (const i of [0, 1, 2]) {
    for (const j of [0, 1, 2]) {
      const delays: number[] = [];
      let squares = 0;
      for (let child = 0; child < long.t.length; child++) {
        const parent = long.parent[child]!;
        if (long.type[child] !== j || parent < 0 || long.type[parent] !== i) continue;
        delays.push(long.t[child]! - long.t[parent]!);
        squares += (long.x[child]! - long.x[parent]!) ** 2 + (long.y[child]! - long.y[parent]!) ** 2;
      }
      const k = model.offspring[i]![j]!;
      const n = delays.length;
      expect(Math.abs(n - parents[i]! * k)).toBeLessThanOrEqual(4 * Math.sqrt(parents[i]! * k) + 3);
      if (k === 0) continue;
      const mean = model.delayDays[i]![j]!;
      delays.sort((a, b) => a - b);
      const worst = delays.reduce(
        (max, t, r) => Math.max(max, Math.abs(1 - Math.exp(-t / mean) - (r + 0.5) / n)),
        0,
      );
      expect(worst * Math.sqrt(n)).toBeLessThan(2.23);
      // squared distances over σ² are chi-square with 2n degrees of freedom: mean 2n, variance 4n
      expect(Math.abs(squares / model.spreadKm[i]![j]! ** 2 - 2 * n)).toBeLessThan(4 * Math.sqrt(4 * n));
    }
  }
});

test('events come in order of time and every parent stands before its child', () => {
  for (let i = 1; i < long.t.length; i++) expect(long.t[i]! >= long.t[i - 1]!).toBe(true);
  expect(long.parent.every((parent, i) => parent === -1 || (parent >= 0 && parent < i))).toBe(true);
});

test('the same seed gives the same events whatever the batch size, another seed gives others', () => {
  const window = { days: 200, warmUpDays: 20 };
  const whole = simulateHawkes(model, window, seeded(3));
  const times = [...hawkesStream(model, { ...window, batchSize: 7 }, seeded(3))].flatMap((batch) => [
    ...batch.t,
  ]);
  expect(times).toEqual([...whole.t]);
  expect(simulateHawkes(model, window, seeded(4)).t[0]).not.toBe(whole.t[0]);
});

test('after a warm-up the window opens in the steady state, with children of events before it', () => {
  const runs = Array.from({ length: 200 }, (_, i) =>
    simulateHawkes(model, { days: 5, warmUpDays: 100 }, seeded(i)),
  );
  const seen = runs.reduce((sum, run) => sum + run.t.length, 0) / runs.length / 5;
  const expected = stationaryRates(model.backgroundPerDay, model.offspring).reduce((a, b) => a + b);
  expect(Math.abs(seen / expected - 1)).toBeLessThan(0.1);
  expect(runs.some((run) => run.parent.includes(-2))).toBe(true);
});

test('thinning lowers the intensity, forbidden ground stays empty and marks are carried', () => {
  const shaped: HawkesModel = {
    ...model,
    allowed: (x) => x >= 0 && x <= 100,
    keep: (type, _t, x) => (x < 50 ? 0.5 : type === 1 ? 0 : 1),
    mark: (type, rng) => type + rng.next() / 2,
  };
  const events = simulateHawkes(shaped, { days: 3000 }, seeded(9));
  let [west, east] = [0, 0];
  for (let i = 0; i < events.t.length; i++) {
    const x = events.x[i]!;
    expect(x >= 0 && x <= 100).toBe(true);
    if (x >= 50) expect(events.type[i]).not.toBe(1);
    expect(Math.floor(events.mark[i]!)).toBe(events.type[i]);
    if (events.type[i] === 2 && events.parent[i] === -1) x < 50 ? west++ : east++;
  }
  // background of type 2: a rate of 2 a day, half of it west, where half is thinned
  expect(Math.abs(west - 1500)).toBeLessThan(4 * Math.sqrt(1500));
  expect(Math.abs(east - 3000)).toBeLessThan(4 * Math.sqrt(3000));
});

test('season: the background follows its daily factor', () => {
  const seasonal = { ...model, offspring: model.offspring.map((row) => row.map(() => 0)), backgroundFactor: (day: number) => (day % 7 === 6 ? 3 : 0.5) }; // biome-ignore format: one line
  const events = simulateHawkes(seasonal, { days: 700 }, seeded(5));
  const sundays = events.t.filter((t) => Math.floor(t) % 7 === 6).length;
  expect(Math.abs(sundays - 1800)).toBeLessThan(4 * Math.sqrt(1800));
  expect(Math.abs(events.t.length - sundays - 1800)).toBeLessThan(4 * Math.sqrt(1800));
});

test('half a million events come in batches of bounded size', () => {
  const busy = { ...model, backgroundPerDay: [300, 100, 200] };
  let [events, largest] = [0, 0];
  for (const batch of hawkesStream(busy, { days: 500, batchSize: 4096 }, seeded(6))) {
    events += batch.t.length;
    largest = Math.max(largest, batch.t.length);
  }
  expect(events).toBeGreaterThan(500_000);
  expect(largest).toBe(4096);
});
