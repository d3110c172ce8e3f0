import { expect, test } from 'vitest';
import { gridWeights } from './grid.ts';
import { withoutSelf, withSelf } from './self.ts';
import { isolates, neighbourWeights, rowStandardised, type Weights } from './weights.ts';

const row = ({ offsets, neighbours }: Weights, i: number): number[] => [
  ...neighbours.subarray(offsets[i]!, offsets[i + 1]!),
];
const rowValues = ({ offsets, values }: Weights, i: number): number[] => [
  ...values!.subarray(offsets[i]!, offsets[i + 1]!),
];

test('a grid cell has the neighbours that a search by distance finds', () => {
  for (const [rows, columns] of [
    [1, 1],
    [1, 5],
    [4, 1],
    [3, 4],
    [7, 6],
  ] as const)
    for (const contiguity of ['rook', 'queen'] as const) {
      const weights = gridWeights(rows, columns, contiguity);
      for (let i = 0; i < rows * columns; i++) {
        const near: number[] = [];
        for (let j = 0; j < rows * columns; j++) {
          const down = Math.abs(Math.floor(i / columns) - Math.floor(j / columns));
          const across = Math.abs((i % columns) - (j % columns));
          if (i !== j && (contiguity === 'rook' ? down + across === 1 : Math.max(down, across) === 1))
            near.push(j);
        }
        expect(row(weights, i)).toEqual(near);
      }
      expect(weights.neighbours).toHaveLength(weights.offsets[weights.n]!);
    }
});

test('a grid without sides is refused', () => {
  expect(() => gridWeights(0, 4, 'rook')).toThrow(/METHOD_VALUE_INVALID: rows is 0/);
  expect(() => gridWeights(3, 2.5, 'queen')).toThrow(/columns is 2.5/);
});

test('lists of neighbours become rows, with their weights', () => {
  const weights = neighbourWeights([[1, 2], [0], []], [[0.5, 2], [3], []]);
  expect(row(weights, 0)).toEqual([1, 2]);
  expect(rowValues(weights, 0)).toEqual([0.5, 2]);
  expect([...isolates(weights)]).toEqual([2]);
});

test('a neighbour that does not exist, comes twice or weighs less than nothing is refused', () => {
  expect(() => neighbourWeights([[3], []])).toThrow(
    /METHOD_WEIGHTS_INVALID: Place 0 has the neighbour 3; .* 0 to 1/,
  );
  expect(() => neighbourWeights([[-1], []])).toThrow(/neighbour -1/);
  expect(() => neighbourWeights([[1, 1], []])).toThrow(/twice/);
  expect(() => neighbourWeights([[1], []], [[-2], []])).toThrow(/by -2/);
  expect(() => neighbourWeights([[1], []], [[], []])).toThrow(/by NaN/);
});

test('standardised rows sum to one and an empty row stays empty', () => {
  const shares = rowStandardised(neighbourWeights([[1, 2], [0], []], [[1, 3], [5], []]));
  expect(rowValues(shares, 0)).toEqual([0.25, 0.75]);
  expect(rowValues(shares, 1)).toEqual([1]);
  expect(rowValues(shares, 2)).toEqual([]);
  expect(rowValues(rowStandardised(gridWeights(2, 2, 'queen')), 0)).toEqual([1 / 3, 1 / 3, 1 / 3]);
});

test('a place joins its own row once, by the weight its row gives it, else by the largest', () => {
  const weights = neighbourWeights([[1, 2], [1], []], [[1, 3], [5], []]);
  const wider = withSelf(weights);
  expect(row(wider, 0)).toEqual([1, 2, 0]);
  expect(rowValues(wider, 0)).toEqual([1, 3, 3]);
  expect(row(wider, 1)).toEqual([1]);
  expect(rowValues(wider, 1)).toEqual([5]);
  expect(rowValues(wider, 2)).toEqual([1]);
  expect(row(withoutSelf(weights), 1)).toEqual([]);
  expect(row(withSelf(gridWeights(2, 2, 'rook')), 0)).toEqual([1, 2, 0]);
});

test('taking a place out of its own row undoes putting it in', () => {
  const weights = rowStandardised(gridWeights(3, 5, 'queen'));
  expect(withoutSelf(withSelf(weights))).toEqual(weights);
  expect(withSelf(withSelf(weights))).toEqual(withSelf(weights));
  expect(withoutSelf(weights)).toBe(weights);
});
