import { expect, test } from 'vitest';
import { searchQuery, wordsOf } from './words.ts';

test('words are letters and digits, without case, accents and vowel marks', () => {
  expect(wordsOf('RPG-7 near Ménaka, 12.5 km; d’Ivoire—twice ménaka')).toEqual([
    'rpg',
    '7',
    'near',
    'menaka',
    '12',
    '5',
    'km',
    'd',
    'ivoire',
    'twice',
  ]);
  expect(wordsOf('cafe\u0301 café İstanbul')).toEqual(['cafe', 'istanbul']);
  expect(wordsOf('مُحَمَّد')).toEqual(wordsOf('محمد'));
  expect(wordsOf(' \0 – 😀 ')).toEqual([]);
});

test('a query asks for all words from their beginnings, and for nothing where there are none', () => {
  expect(searchQuery("O'Brien & Sons")).toBe("'o':* & 'brien':* & 'sons':*");
  expect(searchQuery("' & | ! ( ) :* \\ <->")).toBe('');
  expect(searchQuery('x '.repeat(50))).toBe("'x':*");
});

test('endless texts and words are cut', () => {
  expect(wordsOf('a'.repeat(1_000_000))[0]!.length).toBeLessThan(100);
  expect(wordsOf(Array.from({ length: 100_000 }, (_, i) => `word${i}`).join(' ')).length).toBeLessThan(
    30_000,
  );
});
