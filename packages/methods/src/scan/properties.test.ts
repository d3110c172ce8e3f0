import { describe, expect, test } from 'vitest';
import { catalogue, runMethod } from '../catalogue/index.ts';
import { tableOf } from '../catalogue/table.ts';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { shuffle } from '../random/choose.ts';
import { drawPoisson } from '../random/counts.ts';
import { seeded } from '../random/seeded.ts';
import type { ScanOptions, ScanResult } from './options.ts';
import { personTime } from './person-time.ts';
import { scanBernoulli } from './scan-bernoulli.ts';
import { type PoissonScanData, scanPoisson } from './scan-poisson.ts';
import { scanSpaceTimePermutation } from './scan-space-time-permutation.ts';
import { standardisedExpected } from './standardised-expected.ts';

const answered = (result: ScanResult | Insufficient): ScanResult => {
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result;
};

const n = 30;
const steps = 9;
const sample = (seed = 4): PoissonScanData => {
  const rng = seeded(seed);
  const draw = (length: number, size: number) => new Float64Array(length).map(() => size * rng.next());
  const expected = draw(n * steps, 2);
  return {
    x: draw(n, 10),
    y: draw(n, 10),
    steps,
    expected,
    cases: expected.map((mean) => drawPoisson(rng, mean)),
  };
};
const options: ScanOptions = {
  coordinates: 'plane',
  window: 'retrospective',
  simulations: 199,
  seed: 5,
  mostClusters: 3,
};
/** What must not change when places are numbered or drawn otherwise. */
const seen = ({ clusters }: ScanResult, nameOf = (place: number) => place) =>
  clusters.map(({ places, from, to, observed, expected, logLikelihoodRatio }) => [
    Array.from(places, nameOf).sort((a, b) => a - b),
    from,
    to,
    observed,
    expected.toFixed(9),
    logLikelihoodRatio.toFixed(9),
  ]);

describe('what changes nothing', () => {
  const data = sample();
  test('turning, moving and stretching the plane, and the unit of the population', async () => {
    const before = answered(await scanPoisson(data, options));
    const [sin, cos] = [Math.sin(1), Math.cos(1)];
    const after = answered(
      await scanPoisson(
        {
          ...data,
          x: data.x.map((x, i) => 100 + 7 * (cos * x - sin * data.y[i]!)),
          y: data.y.map((y, i) => -40 + 7 * (sin * data.x[i]! + cos * y)),
          expected: data.expected.map((people) => 1000 * people),
        },
        options,
      ),
    );
    expect(seen(after)).toEqual(seen(before));
    expect(after.clusters.map(({ p }) => p)).toEqual(before.clusters.map(({ p }) => p));
    after.clusters.forEach(({ radius }, i) => {
      expect(radius).toBeCloseTo(7 * before.clusters[i]!.radius, 9);
    });
  });

  test('numbering the places otherwise, and, in retrospect, turning time round', async () => {
    const before = answered(await scanPoisson(data, options));
    const order = shuffle(
      seeded(1),
      Array.from({ length: n }, (_, i) => i),
    );
    const rows = (matrix: Float64Array, stepOf: (step: number) => number) =>
      matrix.map((_, cell) => matrix[order[Math.floor(cell / steps)]! * steps + stepOf(cell % steps)]!);
    const moved = {
      ...data,
      x: data.x.map((_, i) => data.x[order[i]!]!),
      y: data.y.map((_, i) => data.y[order[i]!]!),
    };
    const same = (step: number) => step;
    const numbered = { ...moved, cases: rows(data.cases, same), expected: rows(data.expected, same) };
    expect(seen(answered(await scanPoisson(numbered, options)), (place) => order[place]!)).toEqual(
      seen(before),
    );
    const back = (step: number) => steps - 1 - step;
    const turned = { ...moved, cases: rows(data.cases, back), expected: rows(data.expected, back) };
    expect(seen(answered(await scanPoisson(turned, options)), (place) => order[place]!)).toEqual(
      seen({
        ...before,
        clusters: before.clusters.map((one) => ({ ...one, from: back(one.to), to: back(one.from) })),
      }),
    );
  });

  test('workers, to the bit; stopping early cuts the same simulations short', async () => {
    const alone = answered(await scanPoisson(data, options));
    // so many that they fall into several blocks
    const many = { ...options, simulations: 1600 };
    const shared = answered(await scanPoisson(data, { ...many, workers: 2 }));
    expect(shared).toEqual(answered(await scanPoisson(data, many)));
    expect(shared.simulatedMaxima.slice(0, 199)).toEqual(alone.simulatedMaxima);
    const stopped = answered(await scanPoisson(data, { ...options, stopAfter: 7 }));
    const l = stopped.simulatedMaxima.length;
    expect(l).toBeLessThan(199);
    expect(stopped.simulatedMaxima).toEqual(alone.simulatedMaxima.slice(0, l));
    expect(stopped.clusters[0]!.p).toBe(7 / l);
    expect(answered(await scanPoisson(data, { ...options, seed: 6 })).simulatedMaxima).not.toEqual(
      alone.simulatedMaxima,
    );
  });

  test('a purely spatial scan sums over time', async () => {
    const sums = (matrix: Float64Array) =>
      new Float64Array(n).map((_, i) => matrix.subarray(i * steps, (i + 1) * steps).reduce((a, b) => a + b));
    const space: ScanOptions = { ...options, window: 'space' };
    const summed = { ...data, steps: 1, cases: sums(data.cases), expected: sums(data.expected) };
    expect(answered(await scanPoisson(data, space))).toEqual(answered(await scanPoisson(summed, space)));
  });
});

test('one window by hand: Bernoulli, 8 of 10 cases in one of two far places', async () => {
  const data = {
    x: Float64Array.of(0, 0, 9, 9),
    y: Float64Array.of(0, 0, 0, 9),
    steps: 1,
    cases: Float64Array.of(5, 3, 1, 1),
    controls: Float64Array.of(1, 1, 9, 9),
  };
  const { clusters } = answered(await scanBernoulli(data, { ...options, window: 'space', simulations: 999 }));
  const [first] = clusters;
  // places 0 and 1 coincide and enter every circle together
  expect([...first!.places]).toEqual([0, 1]);
  expect(first!.expected).toBeCloseTo((10 * 10) / 30, 12);
  const ratio =
    8 * Math.log(8 / 10) +
    2 * Math.log(2 / 10) +
    2 * Math.log(2 / 20) +
    18 * Math.log(18 / 20) -
    (10 * Math.log(10 / 30) + 20 * Math.log(20 / 30));
  expect(first!.logLikelihoodRatio).toBeCloseTo(ratio, 12);
  // the chance of 8 or more of 10 labels among 10 of 30 people is 0.00031, and other circles add little
  expect(first!.p).toBeLessThan(0.01);
});

test('secondary clusters share no cell, or no place, with more likely ones', async () => {
  const far: ScanOptions = { ...options, mostClusters: 50, simulations: 19 };
  for (const secondary of ['apart', 'apart-in-space'] as const) {
    const { clusters } = answered(await scanPoisson(sample(9), { ...far, secondary }));
    expect(clusters.length).toBeGreaterThan(2);
    const taken = new Set<string>();
    for (const { places, from, to } of clusters)
      for (const place of places)
        for (let step = from; step <= to; step++) {
          const key = secondary === 'apart' ? `${place} ${step}` : `${place}`;
          if (secondary === 'apart' || step === from) expect(taken.has(key)).toBe(false);
          taken.add(key);
        }
    clusters.forEach((one, i) => void expect(one.p).toBeGreaterThanOrEqual(clusters[i - 1]?.p ?? 0));
  }
});

test('limits hold: share, radius, length, least cases', async () => {
  const data = sample();
  const total = data.expected.reduce((a, b) => a + b);
  const result = answered(
    await scanPoisson(data, {
      ...options,
      largestShare: 0.2,
      largestRadius: 2.5,
      longest: 2,
      leastCases: 6,
      mostClusters: 50,
    }),
  );
  expect(result.clusters.length).toBeGreaterThan(0);
  for (const { places, radius, from, to, observed } of result.clusters) {
    const share = [...places].reduce(
      (sum, i) => sum + data.expected.subarray(i * steps, (i + 1) * steps).reduce((a, b) => a + b),
      0,
    );
    expect(share / total).toBeLessThanOrEqual(0.2);
    expect(radius).toBeLessThanOrEqual(2.5);
    expect(to - from).toBeLessThanOrEqual(1);
    expect(observed).toBeGreaterThanOrEqual(6);
  }
});

test('too little data is an answer', async () => {
  const data = sample();
  const reason = async (result: Promise<ScanResult | Insufficient>) =>
    ((await result) as Insufficient).reason;
  const two = { x: Float64Array.of(0, 1), y: Float64Array.of(0, 1), steps: 2 };
  const cases = Float64Array.of(2, 1, 0, 0);
  const ones = new Float64Array(4).fill(1);
  const none = new Float64Array(4);
  expect(await reason(scanPoisson({ ...two, cases: none, expected: ones }, options))).toBe('too-few-cases');
  expect(
    await reason(
      scanPoisson(
        {
          x: Float64Array.of(0),
          y: Float64Array.of(0),
          steps: 2,
          cases: ones.slice(2),
          expected: ones.slice(2),
        },
        options,
      ),
    ),
  ).toBe('too-few-places');
  expect(await reason(scanSpaceTimePermutation({ ...two, cases }, options))).toBe('no-variation');
  expect(await reason(scanBernoulli({ ...two, cases, controls: none }, options))).toBe('no-controls');
  expect(
    await reason(scanPoisson({ ...two, cases: ones, expected: ones }, { ...options, largestShare: 0.1 })),
  ).toBe('no-circles');
  const flat = { ...two, cases: ones, expected: ones };
  expect(answered(await scanPoisson(flat, options)).clusters).toEqual([]);
  const sums = { ...data, steps: 1, cases: data.cases.slice(0, n), expected: data.expected.slice(0, n) };
  expect(await reason(scanPoisson(sums, options))).toBe('too-few-steps');
});

test('wrong arguments are refused by name', async () => {
  const data = sample();
  const wrong = (change: Partial<PoissonScanData>, more: Partial<ScanOptions> = {}) =>
    scanPoisson({ ...data, ...change }, { ...options, ...more });
  const first = (matrix: Float64Array, value: number) => matrix.map((old, i) => (i === 0 ? value : old));
  await expect(wrong({ cases: first(data.cases, 0.5) })).rejects.toThrow(/cases\[0\] is 0.5/);
  await expect(wrong({ expected: first(data.expected, -1) })).rejects.toThrow(/expected\[0\] is -1/);
  await expect(wrong({ cases: first(data.cases, 3), expected: first(data.expected, 0) })).rejects.toThrow(
    /cases\[0\] is 3 but expected\[0\] is 0/,
  );
  await expect(wrong({ steps: 8 })).rejects.toThrow(/METHOD_LENGTHS_DIFFER: cases has 270 values/);
  await expect(wrong({}, { longest: 10 })).rejects.toThrow(/longest is 10/);
  await expect(wrong({}, { largestShare: 0 })).rejects.toThrow(/largestShare is 0/);
  await expect(scanSpaceTimePermutation(data, { ...options, window: 'space' })).rejects.toThrow(
    /window is space/,
  );
  const stop = AbortSignal.abort(new Error('enough'));
  await expect(wrong({}, { signal: stop })).rejects.toThrow('enough');
});

test('expected cases by strata: equal rates in all places, totals kept', () => {
  // two cells, two strata: rates 0.1 and 0.5
  const expected = standardisedExpected(Float64Array.of(2, 5), Float64Array.of(10, 0, 10, 10));
  expect([...expected]).toEqual([1, 6]);
  expect(() => standardisedExpected(Float64Array.of(2, 5), Float64Array.of(10, 0))).toThrow(
    /5 among 0 people/,
  );
  expect(() => standardisedExpected(Float64Array.of(2, 5), new Float64Array(3))).toThrow(/multiple of the 2/);
});

test('person-time between, before and after the counts', () => {
  const time = personTime(
    Float64Array.of(10, 20),
    Float64Array.of(100, 200),
    Float64Array.of(0, 8, 12, 15, 30),
  );
  // constant, a kink, linear, a kink and constant
  expect([...time]).toEqual([800, 2 * 100 + 2 * 110, 3 * 135, 5 * 175 + 10 * 200]);
  expect(() => personTime(Float64Array.of(2, 2), Float64Array.of(1, 1), Float64Array.of(0, 1))).toThrow(
    /moments\[1\]/,
  );
});

test('by name, with tables: places and days are named in the answer', async () => {
  const entry = catalogue.find(({ name }) => name === 'scan-space-time-permutation')!;
  const places = tableOf('places', { place: ['a', 'b', 'c'], x: [0, 0.01, 5], y: [10, 10, 10] });
  const rows = [
    ...['2024-01-01', '2024-01-03', '2024-01-05', '2024-01-06'].map((date) => ['c', date, 5] as const),
    ['a', '2024-01-05', 4] as const,
    ['b', '2024-01-05', 4] as const,
    ['a', '2024-01-02', 1] as const,
  ];
  const counts = tableOf('counts', {
    place: rows.map(([place]) => place),
    date: rows.map(([, date]) => date),
    cases: rows.map(([, , cases]) => cases),
  });
  const { result } = await runMethod(entry, {
    tables: { places, counts },
    given: { simulations: '99' },
    seed: 2,
  });
  const [first] = (result as { clusters: { places: string[]; from: string; to: string; observed: number }[] })
    .clusters;
  expect(first).toMatchObject({ places: ['a', 'b'], from: '2024-01-05', to: '2024-01-05', observed: 8 });
  const poisson = catalogue.find(({ name }) => name === 'scan-poisson')!;
  await expect(runMethod(poisson, { tables: { places, counts }, given: {} })).rejects.toThrow(
    /column population/,
  );
});
