import { expect, test } from 'vitest';
import { type Id, id, idMaker, isId, madeAt, newId } from './ids.ts';

/** A maker whose clock is `at.ms` and whose random bytes count upwards. */
const maker = (at: { ms: number }) => {
  let next = 0;
  return idMaker(
    () => at.ms,
    (bytes) =>
      bytes.forEach((_, i) => {
        bytes[i] = next++ & 0xff;
      }),
  );
};
const many = (make: () => Id, count: number): Id[] => Array.from({ length: count }, () => make());
const ordered = (ids: readonly Id[]): boolean => ids.every((one, i) => i === 0 || ids[i - 1]! < one);

test('an identifier is a UUID of version 7 and variant 10 that tells when it was made', () => {
  const at = { ms: 1_732_233_600_123 };
  const made = maker(at)();
  expect(made).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(madeAt(made).getTime()).toBe(at.ms);
});

test('identifiers made in one millisecond stay in order, also when the counter is spent', () => {
  const ids = many(maker({ ms: 1_732_233_600_000 }), 20_000);
  expect(ordered(ids)).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
});

test('a clock that goes back does not put identifiers out of order', () => {
  const at = { ms: 5_000 };
  const make = maker(at);
  const ids = [...many(make, 3)];
  for (const ms of [4_000, 4_999, 5_000, 1, 5_001]) {
    at.ms = ms;
    ids.push(...many(make, 3));
  }
  expect(ordered(ids)).toBe(true);
});

test('the system’s identifiers are distinct and in order', () => {
  const ids = many(newId, 10_000);
  expect(ordered(ids)).toBe(true);
  expect(Math.abs(madeAt(ids[0]!).getTime() - Date.now())).toBeLessThan(60_000);
});

test('an identifier is read in any case and kept in lower case; anything else is refused', () => {
  expect(id('0192F0C1-7A2B-7C3D-8E4F-0123456789AB')).toBe('0192f0c1-7a2b-7c3d-8e4f-0123456789ab');
  for (const text of [
    '',
    'x',
    '0192f0c17a2b7c3d8e4f0123456789ab',
    '0192f0c1-7a2b-7c3d-8e4f-0123456789ag',
    '-'.repeat(36),
  ]) {
    expect(() => id(text)).toThrow(/ID_MALFORMED/);
    expect(isId(text)).toBe(false);
  }
});
