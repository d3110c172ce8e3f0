import { expect, test } from 'vitest';
import { envelopeFaults, newEnvelope, writeEnvelope } from './envelope.ts';
import { formFields } from './fields.ts';
import { mergePatch, withValue } from './schema.ts';
import { formValues, readForm } from './values.ts';

const kind = {
  categories: [{ number: 1, name: 'theft', title: 'Theft', group: 'Crime' }],
  schema: {
    type: 'object',
    required: ['category', 'deaths'],
    properties: {
      category: { type: 'string', enum: ['theft'] },
      deaths: {
        type: 'object',
        required: ['best'],
        properties: { best: { type: 'integer', minimum: 0, maximum: 100 } },
      },
      tags: { type: 'array', items: { type: 'string' } },
      actors: {
        type: 'array',
        items: {
          type: 'object',
          required: ['name'],
          properties: { name: { type: 'string' }, code: { type: 'string' } },
        },
      },
      byPatrol: { type: 'boolean' },
      grade: { type: 'integer', minimum: 1, maximum: 6 },
    },
  },
  form: [
    { path: 'category', title: 'Category', input: 'term' },
    { path: 'deaths.best', title: 'Deaths', input: 'number' },
    { path: 'tags', title: 'Tags', input: 'list' },
    { path: 'actors', title: 'Actors', input: 'list' },
    { path: 'byPatrol', title: 'By a patrol', input: 'choice' },
    { path: 'grade', title: 'Grade', input: 'choice' },
    { path: 'gone', title: 'Not in the schema' },
  ],
} as const;
const fields = formFields(kind);

test('a form has a fitting control for each field that the schema knows', () => {
  expect(fields.map(({ path, required, control }) => [path, required, control.type])).toEqual([
    ['category', true, 'choice'],
    ['deaths.best', true, 'number'],
    ['tags', false, 'lines'],
    ['actors', false, 'rows'],
    ['byPatrol', false, 'choice'],
    ['grade', false, 'choice'],
  ]);
});

test('what a form shows and reads back unchanged is the same body, unknown fields included', () => {
  const body = {
    category: 'theft',
    deaths: { best: 0, low: 0 },
    tags: ['a', 'b'],
    actors: [{ name: 'X' }],
    byPatrol: false,
    grade: 3,
    other: { kept: true },
  };
  expect(readForm(fields, formValues(fields, body), body)).toEqual({ body, faults: [] });
});

test('every fault is named at its field and nothing is guessed', () => {
  const { faults } = readForm(
    fields,
    { category: '', 'deaths.best': '1.5', actors: [{ name: '', code: 'c' }] },
    {},
  );
  expect(faults).toEqual([
    { path: 'category', fault: 'faultRequired' },
    { path: 'deaths.best', fault: 'faultWhole' },
    { path: 'actors.0.name', fault: 'faultRequired' },
  ]);
  const over = readForm(fields, { category: 'theft', 'deaths.best': '101' }, {});
  expect(over.faults).toEqual([{ path: 'deaths.best', fault: 'faultMost', most: 100 }]);
});

test('a patch says only what differs, null for what is gone', () => {
  expect(mergePatch({ a: 1, b: { c: 1, d: 2 }, e: [1] }, { a: 1, b: { c: 1, d: 3 }, f: 'new' })).toEqual({
    b: { d: 3 },
    e: null,
    f: 'new',
  });
  expect(mergePatch({ a: 0 }, { a: 0 })).toEqual({});
});

test('taking a value out takes the parents that it leaves empty', () => {
  expect(withValue({ place: { name: 'x' }, n: 0 }, 'place.name', undefined)).toEqual({ n: 0 });
});

test('time and place are asked for as the kind asks for them', () => {
  const both = { time: 'required', place: 'required' } as const;
  const empty = { ...newEnvelope('2026-11-22'), start: '', lat: '91' };
  expect(envelopeFaults(both, empty).map(({ path }) => path)).toEqual(['start', 'lon', 'lat']);
  expect(envelopeFaults({ time: 'none', place: 'none' }, empty)).toEqual([]);
  expect(writeEnvelope(both, { ...empty, start: '2026-11-01', lon: '0', lat: '-3.5' })).toMatchObject({
    when: { start: '2026-11-01', end: '2026-11-01', precision: 1 },
    where: { lon: 0, lat: -3.5, precision: 1 },
    marking: { level: 'unclassified', audience: ['*'] },
  });
});
