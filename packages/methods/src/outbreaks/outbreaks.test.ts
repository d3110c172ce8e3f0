import { describe, expect, test } from 'vitest';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { drawNegativeBinomial, drawPoisson } from '../random/counts.ts';
import { seeded } from '../random/seeded.ts';
import { cusum } from './cusum.ts';
import { ears } from './ears.ts';
import { farringtonFlexible } from './farrington.ts';

const answered = <T extends object>(result: T | Insufficient): T => {
  if (isInsufficient(result)) throw new Error(result.reason);
  return result as T;
};

/** Seven years of weeks with a season, a trend, and an outbreak of six weeks in the fourth. */
const weeks = (seed: number, size = 4, years = 7): Float64Array => {
  const rng = seeded(seed);
  return Float64Array.from({ length: 52 * years }, (_, t) =>
    drawNegativeBinomial(
      rng,
      6 * Math.exp(0.4 * Math.sin((2 * Math.PI * t) / 52) + 0.001 * t) * (t >= 180 && t < 186 ? 4 : 1),
      size,
    ),
  );
};

describe('reference values of R 4.2.2, surveillance 1.20.3', () => {
  const y = weeks(2013);
  const at = [264, 265, 266, 267, 268, 269, 299, 329, 363];
  const close = (actual: ArrayLike<number>, expected: number[], tolerance: number): void =>
    expected.forEach((value, i) => void expect(Math.abs(actual[at[i]!]! - value)).toBeLessThan(tolerance));

  test('farringtonFlexible, 10 periods, 26 weeks left out, nbPlugin, alpha 0.01: bounds exactly, fits to 1e-6', () => {
    const { upper, expected, dispersion } = answered(farringtonFlexible(y));
    close(upper, [26, 26, 28, 29, 29, 30, 17, 30, 21], 1e-9);
    close(
      expected,
      [
        10.1420033057, 10.4789406505, 11.7291870965, 12.1559052348, 12.0088383228, 12.6964942631,
        5.48106162768, 13.0756521351, 7.62092131086,
      ],
      1e-6,
    );
    close(
      dispersion,
      [
        2.77672232507, 2.73827836562, 2.76181119008, 2.75674548614, 2.81122707559, 2.77373051904,
        2.56631370208, 2.69667646334, 2.62922922978,
      ],
      2e-6,
    );
  });

  test('earsC, methods C1 and C2, alpha 0.001, to 1e-9', () => {
    close(
      answered(ears(y, { method: 'C1' })).upper,
      [
        24.1359883784, 24.1712900173, 25.1129316109, 24.4348793746, 31.4354750219, 31.4354750219,
        11.5995851604, 40.5716355091, 19.1504942131,
      ],
      1e-9,
    );
    close(
      answered(ears(y, { method: 'C2' })).upper,
      [
        25.0778422332, 23.761557905, 24.1359883784, 24.1712900173, 25.1129316109, 24.4348793746,
        13.8461901578, 43.0539810417, 21.4637386724,
      ],
      1e-9,
    );
  });

  test('algo.cusum with m = 8 and each transformation, to 1e-9', () => {
    const expected = {
      rossi: [2.43501546706, 14.8414533577],
      anscombe: [2.26964937891, 13.2693271937],
      standard: [2.84908729653, 18.6946788875],
    };
    for (const transformation of ['rossi', 'anscombe', 'standard'] as const) {
      const { sum, alarm } = cusum(y.slice(300, 330), new Float64Array(30).fill(8), {
        transformation,
        reset: false,
      });
      expect(sum[15]).toBeCloseTo(expected[transformation][0]!, 9);
      expect(sum[29]).toBeCloseTo(expected[transformation][1]!, 9);
      expect(alarm.indexOf(1)).toBe(15);
    }
  });
});

describe('calibration', () => {
  test('without an outbreak Farrington’s bound is crossed about as often as alpha says, also of few counts', () => {
    for (const size of [2, 1e6]) {
      let crossed = 0;
      let judged = 0;
      for (let seed = 0; seed < 4; seed++) {
        const y = weeks(seed, size);
        const { upper } = answered(farringtonFlexible(y, { alpha: 0.05 }));
        for (let t = 263; t < y.length; t++) {
          judged++;
          if (y[t]! > upper[t]!) crossed++;
        }
      }
      expect(crossed / judged).toBeGreaterThan(0.015);
      expect(crossed / judged).toBeLessThan(0.085);
    }
  });

  test('an outbreak is found by all, and a past one does not hide it', () => {
    const y = weeks(11);
    for (let t = 340; t < 346; t++) y[t] = y[t]! * 5 + 25;
    const farrington = answered(farringtonFlexible(y));
    expect(farrington.alarm.subarray(340, 346).reduce((a, b) => a + b, 0)).toBeGreaterThan(4);
    expect(farrington.exceedance[341]).toBeGreaterThan(1);
    for (const method of ['C1', 'C2', 'C3'] as const)
      expect(answered(ears(y, { method })).alarm.subarray(340, 346).includes(1)).toBe(true);
    const { expected } = farrington;
    expect(cusum(y.subarray(300), expected.subarray(300)).alarm.subarray(40, 46).includes(1)).toBe(true);
  });

  test('CUSUM sees a lasting rise by a half that no single step shows', () => {
    const rng = seeded(5);
    const steady = new Float64Array(400).map((_, t) => drawPoisson(rng, t < 300 ? 9 : 13.5));
    const { alarm } = cusum(steady, new Float64Array(400).fill(9), { k: 0.75, h: 5 });
    expect(alarm.subarray(0, 300).reduce((a, b) => a + b, 0)).toBeLessThan(3);
    expect(alarm.subarray(300, 330).includes(1)).toBe(true);
  });
});

test('shifting the start by whole years, and steps to come, change nothing of what is judged', () => {
  const y = weeks(8);
  const all = answered(farringtonFlexible(y));
  const until = answered(farringtonFlexible(y.subarray(0, 300)));
  expect([...until.upper.subarray(270)]).toEqual([...all.upper.subarray(270, 300)]);
  const later = answered(farringtonFlexible(y.subarray(52)));
  expect(later.upper[300]).toBe(all.upper[352]);
});

test('too little past is refused, and weeks whose past is empty are not judged', () => {
  expect(farringtonFlexible(weeks(1).subarray(0, 263))).toMatchObject({ have: 263, need: 264 });
  expect(ears(new Float64Array(9), { method: 'C2' })).toMatchObject({ have: 9, need: 10 });
  const empty = answered(farringtonFlexible(new Float64Array(300)));
  expect(empty.upper[299]).toBeNaN();
  expect(empty.alarm[299]).toBe(0);
  expect(() => farringtonFlexible(Float64Array.of(0.5))).toThrow('counts[0] is 0.5');
  expect(() => cusum(Float64Array.of(1), Float64Array.of(0))).toThrow('expected[0] is 0');
});
