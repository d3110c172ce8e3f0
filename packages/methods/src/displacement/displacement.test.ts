import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { isInsufficient } from '../insufficient.ts';
import { drawPoisson } from '../random/counts.ts';
import { seeded } from '../random/seeded.ts';
import { bufferRings } from './buffer-rings.ts';
import { type BeforeAfter, type DisplacementData, displacementQuotient } from './displacement-quotient.ts';

const quotientOf = (data: DisplacementData) => {
  const result = displacementQuotient(data);
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result;
};

const file = sharedFile('reference/wdq.json');
test.skipIf(!file)(
  `the staged cases of Bowers & Johnson's (2003) formula agree to 1e-12${file ? '' : `: ${sharedMissing}`}`,
  () => {
    const { cases } = JSON.parse(readFileSync(file!, 'utf8')) as {
      cases: { A: BeforeAfter; B: BeforeAfter; C: BeforeAfter; wdq: number | null; success?: number }[];
    };
    for (const { A, B, C, wdq, success } of cases) {
      const result = displacementQuotient({ target: A, buffer: B, control: C });
      if (typeof wdq !== 'number') expect(result).toMatchObject({ kind: 'insufficient' });
      else {
        const found = quotientOf({ target: A, buffer: B, control: C });
        expect(Math.abs(found.quotient - wdq)).toBeLessThanOrEqual(1e-12);
        if (success !== undefined) expect(Math.abs(found.success - success)).toBeLessThanOrEqual(1e-12);
      }
    }
  },
);

test('readings follow the quotient: diffusion, smaller and larger displacement, no success', () => {
  const control = { before: 100, after: 100 };
  const target = { before: 50, after: 30 };
  const reading = (after: number) => quotientOf({ target, buffer: { before: 40, after }, control }).reading;
  expect(reading(30)).toBe('diffusion');
  expect(reading(40)).toBe('no-spillover');
  expect(reading(50)).toBe('displacement-smaller');
  expect(reading(70)).toBe('displacement-larger');
  expect(
    quotientOf({ target: { before: 30, after: 50 }, buffer: { before: 40, after: 40 }, control }).reading,
  ).toBe('no-success');
});

test('the interval of what was prevented holds nothing in 95 of 100 samples without an effect', () => {
  const rng = seeded(2);
  let held = 0;
  for (let sample = 0; sample < 2000; sample++) {
    const draw = (mean: number, trend: number) => ({
      before: drawPoisson(rng, mean),
      after: drawPoisson(rng, mean * trend),
    });
    const result = displacementQuotient({
      target: draw(60, 1.2),
      buffer: draw(40, 1.2),
      control: draw(300, 1.2),
    });
    if (isInsufficient(result)) continue;
    if (result.netInterval.low <= 0 && result.netInterval.high >= 0) held++;
  }
  expect(held / 2000).toBeGreaterThan(0.935);
  expect(held / 2000).toBeLessThan(0.965);
});

test('a control without incidents and a target that fared alike are answers; negative counts are refused', () => {
  const area = { before: 10, after: 10 };
  expect(
    displacementQuotient({ target: area, buffer: area, control: { before: 0, after: 4 } }),
  ).toMatchObject({
    reason: 'no-events',
  });
  expect(displacementQuotient({ target: area, buffer: area, control: area })).toMatchObject({
    reason: 'no-change',
  });
  expect(() =>
    displacementQuotient({ target: { before: -1, after: 2 }, buffer: area, control: area }),
  ).toThrow(/METHOD_VALUE_INVALID: target.before is -1/);
});

test('rings count each incident once, by its nearest middle, on half-open times and closed radii', () => {
  const { rings, beyond } = bufferRings(
    {
      x: Float64Array.of(0, 3, 5, 5.1, 12, 14, 100, 0),
      y: Float64Array.of(0, 4, 0, 0, 0, 0, 0, 0),
      time: Float64Array.of(9, 10, 9.5, 8, 12, 11, 19.9, 20),
      centreX: Float64Array.of(0, 10),
      centreY: Float64Array.of(0, 0),
    },
    { radii: [2, 5], start: 10, length: 10 },
  );
  expect(rings).toEqual([
    { from: 0, to: 2, before: 1, after: 1 },
    { from: 2, to: 5, before: 2, after: 2 },
  ]);
  expect(beyond).toEqual({ before: 0, after: 1 });
});

test('turning and moving the map changes no ring', () => {
  const rng = seeded(6);
  const draws = (n: number, scale: number) => new Float64Array(n).map(() => rng.next() * scale);
  const data = {
    x: draws(300, 50),
    y: draws(300, 50),
    time: draws(300, 40),
    centreX: draws(4, 50),
    centreY: draws(4, 50),
  };
  const options = { radii: [5, 10, 15], start: 20, length: 15 };
  const turn = (x: Float64Array, y: Float64Array) => [
    x.map((value, i) => 100 + 0.6 * value - 0.8 * y[i]!),
    x.map((value, i) => 0.8 * value + 0.6 * y[i]!),
  ];
  const [x, y] = turn(data.x, data.y);
  const [centreX, centreY] = turn(data.centreX, data.centreY);
  expect(
    bufferRings({ x: x!, y: y!, time: data.time, centreX: centreX!, centreY: centreY! }, options),
  ).toEqual(bufferRings(data, options));
  expect(() => bufferRings(data, { ...options, radii: [5, 5] })).toThrow(/rising radii/);
});
