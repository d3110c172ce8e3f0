import fc from 'fast-check';
import { getPentagons, gridDisk, latLngToCell } from 'h3-js';
import { expect, test } from 'vitest';
import { h3RingWeights } from './h3-rings.ts';

const neighboursOf = (weights: ReturnType<typeof h3RingWeights>, i: number): number[] =>
  [...weights.neighbours.subarray(weights.offsets[i]!, weights.offsets[i + 1]!)].sort((a, b) => a - b);

/** What h3-js says, cell by cell. */
const expected = (cells: readonly string[], rings: number): number[][] => {
  const position = new Map(cells.map((cell, i) => [cell, i]));
  return cells.map((cell, i) =>
    gridDisk(cell, rings)
      .map((other) => position.get(other) ?? -1)
      .filter((j) => j >= 0 && j !== i)
      .sort((a, b) => a - b),
  );
};

const agree = (cells: readonly string[], rings: number): void => {
  const weights = h3RingWeights(cells, rings);
  const truth = expected(cells, rings);
  for (let i = 0; i < cells.length; i++) expect(neighboursOf(weights, i), cells[i]).toEqual(truth[i]);
};

test('neighbours anywhere on earth, at any resolution and with holes, are those of h3-js', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.double({ min: -180, max: 180, noNaN: true }),
      fc.integer({ min: 0, max: 15 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 6 }),
      (sine, lon, resolution, rings, holes) => {
        const centre = latLngToCell((Math.asin(sine) * 180) / Math.PI, lon, resolution);
        agree(
          gridDisk(centre, 5).filter((_, i) => i % (holes + 1) !== 1),
          rings,
        );
      },
    ),
    { numRuns: 150, seed: 2 },
  );
});

test('around every pentagon, where a cell has five neighbours, neighbours are those of h3-js', () => {
  for (const resolution of [0, 1, 2, 5, 8])
    for (const pentagon of getPentagons(resolution)) agree(gridDisk(pentagon, 4), 2);
  const pentagon = getPentagons(5)[0]!;
  const disk = gridDisk(pentagon, 1);
  expect(neighboursOf(h3RingWeights(disk), disk.indexOf(pentagon))).toHaveLength(5);
});

test('across the border of two base cells neighbours are those of h3-js', () => {
  // walk east along 13° N through Mali and Niger: several base cells
  const cells = new Set<string>();
  for (let lon = -12; lon < 25; lon += 0.3)
    for (const cell of gridDisk(latLngToCell(13, lon, 4), 2)) cells.add(cell);
  agree([...cells], 3);
});

test('text and 64-bit numbers give the same weights', () => {
  const text = gridDisk(latLngToCell(13.5, -2.1, 7), 6);
  const numbers = BigUint64Array.from(text, (cell) => BigInt(`0x${cell}`));
  expect(h3RingWeights(numbers, 2)).toEqual(h3RingWeights(text, 2));
});

test('a ring of a cell is complete and mutual: 3k(k+1) neighbours inside a full area', () => {
  const cells = gridDisk(latLngToCell(5, 20, 6), 8);
  const weights = h3RingWeights(cells, 3);
  expect(neighboursOf(weights, 0)).toHaveLength(36);
  for (let i = 0; i < cells.length; i++)
    for (const j of neighboursOf(weights, i)) expect(neighboursOf(weights, j)).toContain(i);
});

test('no cells, one cell and cells apart have no neighbours', () => {
  expect(h3RingWeights([])).toMatchObject({ n: 0 });
  expect(h3RingWeights(new BigUint64Array(0))).toMatchObject({ n: 0 });
  expect(h3RingWeights([latLngToCell(0, 0, 5), latLngToCell(10, 0, 5)]).neighbours).toHaveLength(0);
});

test('what is no cell, given twice or of another resolution is refused by name', () => {
  const cell = latLngToCell(0, 0, 5);
  const finer = latLngToCell(0, 0, 6);
  expect(() => h3RingWeights(['hexagon'])).toThrow(/METHOD_CELLS_INVALID.*"hexagon"/);
  expect(() => h3RingWeights([cell, cell])).toThrow(/given twice, at 0 and at 1/);
  expect(() => h3RingWeights([cell, finer])).toThrow(new RegExp(`Cell 1 is ${finer}.*resolution 5`));
  expect(() => h3RingWeights(BigUint64Array.of(7n))).toThrow(/Cell 0 is/);
  // resolution 5, but its fifth digit is missing
  expect(() => h3RingWeights([`${cell.slice(0, 6)}fffffffff`])).toThrow(/Cell 0 is 85.*fffffffff;/);
  expect(() => h3RingWeights([cell], 0)).toThrow(/rings is 0/);
});
