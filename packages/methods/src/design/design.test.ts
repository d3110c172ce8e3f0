import { expect, test } from 'vitest';
import { tableOf } from '../catalogue/table.ts';
import { designFromTable, designMatrix, groupsOf, intersection } from './index.ts';

test('numbers become a column, words a column per category but the reference', () => {
  const design = designMatrix([
    { name: 'troops', numbers: [1.5, 0, 2] },
    { name: 'region', words: ['north', 'east', 'west'] },
  ]);
  expect(design.columns).toEqual(['(Intercept)', 'troops', 'region=north', 'region=west']);
  expect([...design.values]).toEqual([1, 1.5, 1, 0, 1, 0, 0, 0, 1, 2, 0, 1]);
  const against = designMatrix([{ name: 'region', words: ['north', 'east'], reference: 'north' }], {
    intercept: false,
  });
  expect(against.columns).toEqual(['region=east']);
  expect([...against.values]).toEqual([0, 1]);
});

test('wrong variables are named', () => {
  expect(() =>
    designMatrix([
      { name: 'a', numbers: [1] },
      { name: 'b', numbers: [1, 2] },
    ]),
  ).toThrow('b has 2 values');
  expect(() => designMatrix([{ name: 'a', numbers: [Number.NaN] }])).toThrow('a[0] is NaN');
  expect(() => designMatrix([{ name: 'a', words: ['x'], reference: 'y' }])).toThrow(
    'never holds its reference y',
  );
  expect(() =>
    designMatrix([
      { name: 'a', numbers: [1] },
      { name: 'a', numbers: [2] },
    ]),
  ).toThrow('a was given twice');
});

test('columns of a table are read as what they hold', () => {
  const table = tableOf('rows', { x: ['1', '2.5'], kind: ['raid', 'ambush'], year: ['2020', '2021'] });
  const design = designFromTable(table, ['x', 'kind', 'category:year']);
  expect(design.columns).toEqual(['(Intercept)', 'x', 'kind=raid', 'year=2021']);
  expect([...design.values]).toEqual([1, 1, 1, 0, 1, 2.5, 0, 1]);
  expect(designFromTable(table, []).columns).toEqual(['(Intercept)']);
  expect(() => designFromTable(tableOf('rows', { x: ['1', ''] }), ['x'])).toThrow(
    'Column x of rows holds ""',
  );
});

test('groups are numbered as they appear, and cross', () => {
  const a = groupsOf(['m', 'k', 'm', 'k']);
  expect([...a.of]).toEqual([0, 1, 0, 1]);
  expect(intersection(a, groupsOf([1, 1, 2, 1]))).toEqual({ count: 3, of: Uint32Array.of(0, 1, 2, 1) });
});
