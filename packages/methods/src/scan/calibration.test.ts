import { expect, test } from 'vitest';
import { isInsufficient } from '../insufficient.ts';
import { drawPoisson } from '../random/counts.ts';
import { type Rng, seeded } from '../random/seeded.ts';
import type { ScanOptions, ScanResult } from './options.ts';
import { scanBernoulli } from './scan-bernoulli.ts';
import { scanPoisson } from './scan-poisson.ts';
import { scanSpaceTimePermutation } from './scan-space-time-permutation.ts';

const places = 24;
const steps = 10;
const dataSets = 250;

/** Places on a coarse grid, so that some coincide and many distances tie. */
const coordinate = (rng: Rng) => new Float64Array(places).map(() => rng.int(6));
/** Populations from 0 to thirty times the least, growing at different paces. */
const populations = (rng: Rng): Float64Array => {
  const people = new Float64Array(places * steps);
  for (let place = 0; place < places; place++) {
    const size = place % 8 === 0 ? 0 : Math.exp(3.4 * rng.next());
    const growth = 0.1 * rng.next();
    for (let step = 0; step < steps; step++) people[place * steps + step] = size * (1 + growth * step);
  }
  return people;
};

type Run = (rng: Rng, seed: number) => Promise<ScanResult | { readonly kind: 'insufficient' }>;

const common = { coordinates: 'plane', simulations: 99 } as const;

const poisson =
  (options: Partial<ScanOptions>, mean: number): Run =>
  (rng, seed) => {
    const expected = populations(rng);
    const scale = mean / expected.reduce((a, b) => a + b);
    const cases = expected.map((people) => drawPoisson(rng, people * scale));
    const data = { x: coordinate(rng), y: coordinate(rng), steps, cases, expected };
    return scanPoisson(data, { ...common, window: 'retrospective', seed, ...options });
  };

const bernoulli: Run = (rng, seed) => {
  const cases = new Float64Array(places);
  const controls = new Float64Array(places);
  for (let person = 0; person < 400; person++)
    (rng.next() < 0.3 ? cases : controls)[Math.floor(places * rng.next() ** 2)]! += 1;
  const data = { x: coordinate(rng), y: coordinate(rng), steps: 1, cases, controls };
  return scanBernoulli(data, { ...common, window: 'space', seed });
};

const permutation: Run = (rng, seed) => {
  const cases = new Float64Array(places * steps);
  // busy places and busy days, but no meeting of them
  for (let k = 0; k < 150; k++)
    cases[Math.floor(places * rng.next() ** 2) * steps + Math.floor(steps * Math.sqrt(rng.next()))]! += 1;
  const data = { x: coordinate(rng), y: coordinate(rng), steps, cases };
  return scanSpaceTimePermutation(data, { ...common, window: 'prospective', seed });
};

// three standard deviations of a share of 250 data sets are 4.1 points at 0.05 and 7.6 at 0.2
test.each([
  ['Poisson in space and time', poisson({}, 120)],
  ['Poisson in space, few cases', poisson({ window: 'space' }, 25)],
  ['Poisson, stopped after 10 simulations as large', poisson({ stopAfter: 10 }, 120)],
  ['Bernoulli in space', bernoulli],
  ['permutation, prospective', permutation],
] as const)('without clusters, p ≤ 0.05 and 0.2 as often as they say: %s', async (_, run) => {
  const rng = seeded(1997);
  const below = { at05: 0, at20: 0 };
  for (let data = 0; data < dataSets; data++) {
    const result = await run(rng.fork(data), data);
    if (result.kind === 'insufficient') throw new Error('refused');
    const p = result.clusters[0]?.p ?? 1;
    if (p <= 0.05) below.at05 += 1 / dataSets;
    if (p <= 0.2) below.at20 += 1 / dataSets;
  }
  expect(below.at05).toBeGreaterThan(0.009);
  expect(below.at05).toBeLessThan(0.091);
  expect(below.at20).toBeGreaterThan(0.124);
  expect(below.at20).toBeLessThan(0.276);
});

test('a planted outbreak is found, with its places and its days', async () => {
  let found = 0;
  for (let data = 0; data < 20; data++) {
    const rng = seeded(data);
    const x = Float64Array.from({ length: 64 }, (_, i) => i % 8);
    const y = Float64Array.from({ length: 64 }, (_, i) => Math.floor(i / 8));
    // four times the risk at place 27 and its four neighbours on days 12 to 15
    const hot = (place: number, day: number) =>
      Math.abs(x[place]! - 3) + Math.abs(y[place]! - 3) <= 1 && day >= 12 && day <= 15;
    const expected = new Float64Array(64 * 20).fill(1);
    const cases = expected.map((_, cell) => drawPoisson(rng, hot(Math.floor(cell / 20), cell % 20) ? 4 : 1));
    const result = await scanPoisson(
      { x, y, steps: 20, cases, expected },
      { ...common, window: 'retrospective', seed: data },
    );
    if (isInsufficient(result)) throw new Error(result.reason);
    const [first] = result.clusters;
    expect(first!.p).toBe(0.01);
    const right = [...first!.places].filter((place) => hot(place, 12)).length;
    if (
      right >= 4 &&
      first!.places.length <= 7 &&
      Math.abs(first!.from - 12) <= 1 &&
      Math.abs(first!.to - 15) <= 1
    )
      found++;
  }
  expect(found).toBeGreaterThanOrEqual(18);
});

test('the Gumbel p follows the Monte-Carlo p where that is fine enough to see, and goes on below it', async () => {
  const rng = seeded(3);
  const result = await poisson({ simulations: 4999 }, 300)(rng, 1);
  if (result.kind === 'insufficient') throw new Error('refused');
  for (const { p, gumbelP } of result.clusters) expect(Math.abs(gumbelP! - p)).toBeLessThan(0.05);
});
