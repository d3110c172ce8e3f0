import { expect, test } from 'vitest';
import { fits } from './third-party.ts';

test('a licence fits when one choice of an OR and all parts of an AND fit', () => {
  expect(['MIT', '(MIT OR GPL-3.0-only)', 'MIT AND ISC'].map(fits)).toEqual([true, true, true]);
  expect(['GPL-3.0-only', 'MIT AND GPL-3.0-only', 'not stated'].map(fits)).toEqual([false, false, false]);
});
