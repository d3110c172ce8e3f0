import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalogue, type MethodEntry, runMethod, tableOf } from './index.ts';

const headings = [
  'Question',
  'Assumptions',
  'Complexity',
  'When it refuses',
  'How to read it',
  'Reference values',
];

test('every method has a card that says what it answers, assumes, costs, refuses and was checked against', () => {
  for (const { card } of catalogue) {
    const text = readFileSync(new URL(`../../../../docs/methods/${card}.md`, import.meta.url), 'utf8');
    for (const heading of headings) expect(text, `${card}.md: ${heading}`).toContain(`**${heading}.**`);
  }
});

test('names are unique and every parameter and column says what it means', () => {
  expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
  for (const { name, summary, tables, parameters } of catalogue) {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(summary.length, name).toBeGreaterThan(15);
    for (const { meaning } of [
      ...Object.values(parameters),
      ...tables,
      ...tables.flatMap((one) => one.columns),
    ])
      expect(meaning.length, name).toBeGreaterThan(2);
  }
});

const entry: MethodEntry = {
  name: 'half',
  card: 'half',
  summary: 'half of every value',
  tables: [
    { name: 'rows', meaning: 'some rows', columns: [{ name: 'x', type: 'number', meaning: 'a value' }] },
  ],
  parameters: {
    factor: { type: 'number', least: 0, most: 1, default: 0.5, meaning: 'share' },
    how: { type: 'word', choices: ['up', 'down'], meaning: 'direction' },
  },
  run: ({ tables, parameters }) => ({ x: tables.rows!.numbers('x').map((x) => x * parameters.factor) }),
};

test('a method is called with words and tables, and says which parameters held', async () => {
  const tables = { rows: tableOf('rows', { x: ['1', ' 2.5', '3e1'] }) };
  expect(await runMethod(entry, { tables, given: { how: 'up' } })).toEqual({
    method: 'half',
    parameters: { factor: 0.5, how: 'up' },
    result: { x: Float64Array.of(0.5, 1.25, 15) },
  });
});

test('wrong words are all named at once, with what was expected', async () => {
  const tables = { rows: tableOf('rows', { x: ['1'] }) };
  await expect(runMethod(entry, { tables, given: { factor: '2', colour: 'red' } })).rejects.toThrow(
    'colour=red was given; expected one of factor, how. factor=2 was given; expected a number from 0 to 1. ' +
      'how was not given; expected one of up, down: direction.',
  );
});

test('a missing table, a missing column and a wrong value are named with their place', async () => {
  const given = { how: 'up' };
  await expect(runMethod(entry, { tables: {}, given })).rejects.toThrow(
    'half needs the table rows: some rows.',
  );
  await expect(runMethod(entry, { tables: { rows: tableOf('rows', { y: [1] }) }, given })).rejects.toThrow(
    'The table rows has no column x; half needs x (a value). It has y.',
  );
  await expect(
    runMethod(entry, { tables: { rows: tableOf('rows', { x: ['1', 'two', ''] }, [2, 3, 4]) }, given }),
  ).rejects.toThrow('Column x of rows holds "two" at line 3; a number was expected.');
});

test('days are ISO dates that exist', () => {
  const table = tableOf('t', { good: ['1970-01-02', '2024-02-29T10:00:00Z'], bad: ['2023-02-29', ''] });
  expect([...table.days('good')]).toEqual([1, 19782]);
  expect(() => table.days('bad')).toThrow('Column bad of t holds "2023-02-29" at row 1');
});
