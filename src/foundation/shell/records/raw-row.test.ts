import { expect, test } from 'vitest';
import { rawCells, splitRow } from './raw-row.ts';

test('a source row is shown by its columns, quotes undone', () => {
  expect(splitRow('1,"a ""b"", c",', ',')).toEqual(['1', 'a "b", c', '']);
  expect(rawCells('1;x', ['id', 'name'])).toEqual([
    ['id', '1'],
    ['name', 'x'],
  ]);
});

test('a header that is one name short leaves the first column nameless', () => {
  expect(rawCells('7,1,x', ['id', 'name'])).toEqual([
    ['', '7'],
    ['id', '1'],
    ['name', 'x'],
  ]);
});

test('a needless delimiter at the end of a row moves no column', () => {
  expect(rawCells('7,x,', ['id', 'name'])).toEqual([
    ['id', '7'],
    ['name', 'x'],
  ]);
});

test('JSON is shown by its paths; a row that fits no header is left as it is', () => {
  expect(rawCells('{"a":{"b":1},"c":"x"}', undefined)).toEqual([
    ['a.b', '1'],
    ['c', 'x'],
  ]);
  expect(rawCells('a,b,c,d', ['one'])).toBeUndefined();
  expect(rawCells('a,b', undefined)).toBeUndefined();
});
