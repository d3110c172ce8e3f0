import { gridDisk, latLngToCell } from 'h3-js';
import { describe, expect, test } from 'vitest';
import { benjaminiHochberg } from '../multiple-testing/benjamini-hochberg.ts';
import { drawPoisson } from '../random/counts.ts';
import { type Rng, seeded } from '../random/seeded.ts';
import { gridWeights } from '../weights/grid.ts';
import { h3RingWeights } from '../weights/h3-rings.ts';
import type { Weights } from '../weights/weights.ts';
import { getisOrd } from './getis-ord.ts';

const cells = gridDisk(latLngToCell(13, 2, 6), 11);
const lattices: [string, Weights][] = [
  ['397 hexagons', h3RingWeights(cells)],
  ['a 20 × 20 queen grid', gridWeights(20, 20, 'queen')],
];
const laws = {
  'five incidents a place': (rng: Rng) => drawPoisson(rng, 5),
  'one incident a place, many ties': (rng: Rng) => drawPoisson(rng, 1),
  'an incident in one place of ten, nearly all zeros': (rng: Rng) => drawPoisson(rng, 0.1),
  'four in five places always zero': (rng: Rng) => (rng.next() < 0.8 ? 0 : drawPoisson(rng, 4)),
} as const;
const analytic = () => 'analytic' as const;
const permuted =
  (permutations = 999) =>
  (seed: number) => ({ permutations, seed });

/** Over maps without any hotspot: the share of places with p ≤ 0.05 and ≤ 0.01, and of maps with any q ≤ 0.10. */
const onNullMaps = (
  weights: Weights,
  draw: (rng: Rng) => number,
  star: boolean,
  inference: (seed: number) => 'analytic' | { permutations: number; seed: number },
  maps = 60,
) => {
  const rng = seeded(1995);
  const rates = { at05: 0, at01: 0, mapsWithFinds: 0 };
  for (let map = 0; map < maps; map++) {
    const x = new Float64Array(weights.n).map(() => draw(rng));
    const result = getisOrd(x, weights, { star, inference: inference(map) });
    if (result.kind === 'insufficient') throw new Error(result.reason);
    const share = (level: number) => result.p.filter((p) => p <= level).length / weights.n / maps;
    rates.at05 += share(0.05);
    rates.at01 += share(0.01);
    if (benjaminiHochberg(result.p).some((q) => q <= 0.1)) rates.mapsWithFinds += 1 / maps;
  }
  return rates;
};

describe.each(lattices)('on null maps of %s', (_, weights) => {
  test.each(Object.entries(laws))('permutation p never reject too often: %s', (_, draw) => {
    for (const star of [true, false]) {
      const rates = onNullMaps(weights, draw, star, permuted());
      // ties count against significance, so sparse counts reject less often than the level
      expect(rates.at05).toBeLessThan(0.055);
      expect(rates.at05).toBeGreaterThan(0.015);
      expect(rates.at01).toBeLessThan(0.012);
      expect(rates.mapsWithFinds).toBeLessThan(0.1);
    }
  });

  test('analytic p keep their level for counts of five or more a place', () => {
    for (const star of [true, false]) {
      const rates = onNullMaps(weights, laws['five incidents a place'], star, analytic);
      expect(rates.at05).toBeGreaterThan(0.044);
      expect(rates.at05).toBeLessThan(0.056);
      expect(rates.at01).toBeGreaterThan(0.007);
      expect(rates.at01).toBeLessThan(0.013);
    }
  });

  test('analytic p mislead for sparse counts, as the card warns: twice the level at 0.01', () => {
    const sparse = laws['an incident in one place of ten, nearly all zeros'];
    const rates = onNullMaps(weights, sparse, true, analytic);
    expect(rates.at01).toBeGreaterThan(0.015);
    expect(rates.mapsWithFinds).toBeGreaterThan(0.4);
  });
});

test('values without ties reject at the level itself, by permutation as by the normal', () => {
  const draw = (rng: Rng) => rng.next() + rng.next() + rng.next() + rng.next();
  for (const star of [true, false])
    for (const inference of [analytic, permuted()]) {
      const rates = onNullMaps(lattices[0]![1], draw, star, inference);
      expect(rates.at05).toBeGreaterThan(0.044);
      expect(rates.at05).toBeLessThan(0.056);
    }
});

test('a planted hotspot is found, and of all finds at most a tenth touch none of it', () => {
  const weights = lattices[0]![1];
  // the middle 19 hexagons have four times the incidents; a find is true if its neighbourhood holds one of them
  const hot = new Set(gridDisk(cells[0]!, 2).map((cell) => cells.indexOf(cell)));
  const touches = (i: number) =>
    hot.has(i) ||
    weights.neighbours.subarray(weights.offsets[i]!, weights.offsets[i + 1]!).some((j) => hot.has(j));
  const rng = seeded(42);
  const maps = 60;
  let falseShare = 0;
  let foundShare = 0;
  for (let map = 0; map < maps; map++) {
    const x = new Float64Array(weights.n).map((_, i) => drawPoisson(rng, hot.has(i) ? 4 : 1));
    const result = getisOrd(x, weights, { star: true, inference: { permutations: 9_999, seed: map } });
    if (result.kind === 'insufficient') throw new Error(result.reason);
    const finds = [...benjaminiHochberg(result.p).entries()].filter(([, q]) => q <= 0.1).map(([i]) => i);
    falseShare += finds.filter((i) => !touches(i)).length / Math.max(1, finds.length) / maps;
    foundShare += finds.filter((i) => hot.has(i)).length / hot.size / maps;
  }
  expect(foundShare).toBeGreaterThan(0.6);
  expect(falseShare).toBeLessThan(0.1);
});
