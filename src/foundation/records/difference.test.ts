import { expect, test } from 'vitest';
import { differences } from './difference.ts';

test('differences name the place by JSON pointer and both values', () => {
  expect(differences({ a: { b: 1, c: 2 }, 'x/y~z': 1 }, { a: { b: 1, c: 3 }, d: null })).toEqual([
    { path: '/a/c', before: 2, after: 3 },
    { path: '/d', after: null },
    { path: '/x~1y~0z', before: 1 },
  ]);
});

test('the order of fields is no difference, inside lists neither; the order of a list is', () => {
  expect(differences({ a: [{ b: 1, c: 2 }] }, { a: [{ c: 2, b: 1 }] })).toEqual([]);
  expect(differences([1, 2], [2, 1])).toEqual([{ path: '', before: [1, 2], after: [2, 1] }]);
});

test('an object in place of a value is one difference', () => {
  expect(differences({ a: null }, { a: { b: 1 } })).toEqual([{ path: '/a', before: null, after: { b: 1 } }]);
});
