import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonSplitter } from './splitter.ts';

const limits = { rowLength: 4_000_000, depth: 64 };

const split = (text: string, size = text.length, keys = ['features'], bounds = limits) => {
  const splitter = jsonSplitter(keys, bounds);
  const elements = [];
  for (let at = 0; at < text.length; at += Math.max(1, size))
    elements.push(...splitter.push(text.slice(at, at + Math.max(1, size))));
  splitter.end();
  return { elements, members: splitter.members, found: splitter.found() };
};

test('elements and members come out as they went in, however the text is cut and spaced', () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 6 }),
      fc.dictionary(
        fc.string().filter((key) => key !== 'features' && key !== '__proto__'),
        fc.jsonValue({ maxDepth: 2 }),
        { maxKeys: 4 },
      ),
      fc.boolean(),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(undefined, 1, '\t'),
      (features, others, first, size, indent) => {
        const document = first ? { features, ...others } : { ...others, features };
        const result = split(JSON.stringify(document, null, indent), size);
        expect(result.elements.map((element) => JSON.parse(element.raw))).toEqual(
          JSON.parse(JSON.stringify(features)),
        );
        expect(Object.fromEntries(result.members)).toEqual(JSON.parse(JSON.stringify(others)));
        expect(result.found).toBe('features');
      },
    ),
    { numRuns: 300 },
  );
});

test('no text, however strange, does anything but give elements or a Problem with a line', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '1', ' ', '\n', 'features'),
      }),
      fc.integer({ min: 1, max: 5 }),
      (text, size) => {
        try {
          split(text, size);
        } catch (error) {
          expect(error).toMatchObject({
            code: expect.stringMatching(/^FORMAT_/),
            detail: expect.stringMatching(/line|Line/),
          });
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('an array that is the whole document is split too', () => {
  expect(split('[ {"a":1} , 2 ]').elements.map((element) => element.raw)).toEqual(['{"a":1}', '2']);
});

test('an element knows the line it starts on', () => {
  expect(split('{"features":[\n{"a":\n1},\n\n{"b":2}]}').elements.map((element) => element.line)).toEqual([
    2, 5,
  ]);
});

test('deep nesting is refused at the limit', () => {
  expect(() => split(`{"features":[${'['.repeat(70)}`)).toThrow(/FORMAT_DEPTH_LIMIT.*64/);
  expect(() => split(`{"a":${'{"a":'.repeat(70)}`)).toThrow(/FORMAT_DEPTH_LIMIT/);
});

test('an element without end is refused before it fills the memory', () => {
  const splitter = jsonSplitter(['features'], { rowLength: 1000, depth: 64 });
  splitter.push('{"features":[{"a":"');
  expect(() => {
    for (let turn = 0; turn < 100; turn++) splitter.push('x'.repeat(100));
  }).toThrow(/FORMAT_ROW_LIMIT/);
});

test('a document that is cut off, or goes on after its end, is refused', () => {
  expect(() => split('{"features":[{"a":1}')).toThrow(/before it is complete/);
  expect(() => split('{"features":[]} x')).toThrow(/follows the end/);
  expect(() => split('hello')).toThrow(/does not start/);
});

test('backslashes and quotes at any cut never end a string too early or too late', () => {
  const strings = fc.array(fc.string({ unit: fc.constantFrom('\\', '"', '{', ']', ',', 'a', '\n') }));
  fc.assert(
    fc.property(strings, fc.integer({ min: 1, max: 7 }), (features, size) => {
      const { elements } = split(JSON.stringify({ '\\"': 1, features }), size);
      expect(elements.map((element) => JSON.parse(element.raw))).toEqual(features);
    }),
    { numRuns: 500 },
  );
});
