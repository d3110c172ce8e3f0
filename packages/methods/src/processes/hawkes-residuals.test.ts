import { describe, expect, test } from 'vitest';
import { seeded } from '../random/seeded.ts';
import { declusterHawkes } from './decluster-hawkes.ts';
import { fitted, watchedSquare } from './fit-hawkes.fixture.ts';
import type { HawkesOptions } from './fit-hawkes.ts';
import { rescaledTimes, superThinned } from './hawkes-residuals.ts';
import { type ThinnedHawkes, thinHawkes } from './thin-hawkes.ts';
import { uniformity } from './uniformity.ts';

const window = { x: [0, 20], y: [0, 20], t: [0, 400] } as const;
const truth: ThinnedHawkes = {
  window,
  background: (x, _, __, type) => (type === 0 ? (x < 10 ? 0.006 : 0.002) : 0.003),
  backgroundMost: [0.006, 0.003],
  branching: [
    [0.4, 0.2],
    [0, 0.3],
  ],
  delay: [{ family: 'exponential', rate: 0.5 }],
  distance: [{ family: 'gaussian', sigma: 0.6 }],
};
const options: HawkesOptions = {
  window,
  reach: { time: 20, distance: 4 },
  background: {
    kind: 'surface',
    measure: Float64Array.of(80_000, 80_000),
    covariates: [Float64Array.of(0, 1)],
    cellAt: (x) => (x < 10 ? 0 : 1),
  },
};

describe('simulation by thinning', () => {
  test('as many events of each type come as branching gives, from as many families', () => {
    let [first, second, own] = [0, 0, 0];
    for (let run = 0; run < 6; run++) {
      const events = thinHawkes(truth, seeded(100 + run));
      for (const [i, type] of events.type.entries()) {
        if (type === 0) first++;
        else second++;
        if (events.parent[i] === -1) own++;
        else expect(events.t[events.parent[i]!]!).toBeLessThan(events.t[i]!);
      }
    }
    // background 640 and 480 a run; per 640 first: 0.4 more each generation; losses at the edges below 5 %
    expect(Math.abs(own / 6 / 1120 - 1)).toBeLessThan(0.03);
    expect(first / 6 / (640 / 0.6)).toBeGreaterThan(0.9);
    expect(first / 6 / (640 / 0.6)).toBeLessThan(1.03);
    expect(second / 6 / ((480 + (0.2 * 640) / 0.6) / 0.7)).toBeGreaterThan(0.9);
    expect(second / 6 / ((480 + (0.2 * 640) / 0.6) / 0.7)).toBeLessThan(1.03);
  });

  test('delays, distances and directions are those of their kernels, marks scale effects', () => {
    const events = thinHawkes(
      {
        ...truth,
        delay: [{ family: 'power-law', c: 2, p: 2.5 }],
        distance: [{ family: 'power-law', d: 0.3, q: 2.5 }],
        // half of the events have no effects, the others twice as many
        mark: { draw: (_, rng) => rng.int(2), factor: (mark) => 2 * mark },
      },
      seeded(4),
    );
    const [delays, squares, angles]: number[][] = [[], [], []];
    for (let i = 0; i < events.t.length; i++) {
      const parent = events.parent[i]!;
      if (parent < 0) continue;
      expect(events.mark[parent]).toBe(1);
      // far from the end and the edges nothing is cut off
      const [px, py] = [events.x[parent]!, events.y[parent]!];
      if (Math.min(px, py, 20 - px, 20 - py) < 5) continue;
      const [dx, dy] = [events.x[i]! - px, events.y[i]! - py];
      if (events.t[parent]! < 300) delays!.push(1 - (1 + (events.t[i]! - events.t[parent]!) / 2) ** -1.5);
      squares!.push(1 - (1 + (dx * dx + dy * dy) / 0.09) ** -1.5);
      angles!.push(Math.atan2(dy, dx) / (2 * Math.PI) + 0.5);
    }
    expect(squares!.length).toBeGreaterThan(100);
    for (const values of [delays!, squares!, angles!])
      expect(uniformity(Float64Array.from(values)).p).toBeGreaterThan(0.005);
  });

  test('the same seed gives the same events; a background above its bound and explosion are refused', () => {
    expect(thinHawkes(truth, seeded(3))).toEqual(thinHawkes(truth, seeded(3)));
    expect(() => thinHawkes({ ...truth, backgroundMost: [0.003, 0.003] }, seeded(3))).toThrow(
      /PROCESS_MALFORMED/,
    );
    expect(() => thinHawkes({ ...truth, branching: [[1.2, 0], [0, 0]] }, seeded(3))).toThrow(/EXPLOSIVE/); // biome-ignore format: one line
    expect(() => thinHawkes({ ...truth, delay: [] }, seeded(3))).toThrow(/0 delays/);
  });
});

describe('residuals and families', () => {
  const events = thinHawkes(truth, seeded(21));
  const data = { t: events.t, x: events.x, y: events.y, type: events.type };

  test('a right model leaves nothing: rescaled gaps are exponential, the super-thinned process is even', async () => {
    const fit = await fitted(data, { ...options, intervals: false });
    const times = rescaledTimes(data, fit);
    for (const c of [0, 1]) {
      // the maximum of the likelihood makes the expected number the observed one
      expect(Math.abs(times.expected[c]! / times.observed[c]! - 1)).toBeLessThan(1e-3);
      expect(times.gaps[c]!.p).toBeGreaterThan(0.01);
    }
    const residual = superThinned(data, fit, seeded(2));
    for (const { p } of Object.values(residual.even)) expect(p).toBeGreaterThan(0.01);
    const volume = 400 * 400;
    for (const c of [0, 1]) {
      const expected = residual.rate[c]! * volume;
      const left = residual.type.filter((type) => type === c).length;
      expect(Math.abs(left - expected)).toBeLessThan(4 * Math.sqrt(expected));
    }
    expect(residual.added.some((one) => one === 1)).toBe(true);
    // intensities of events, found again from causes and background, are those of the fit
    let worst = 0;
    for (let i = 0; i < data.t.length; i++)
      worst = Math.max(
        worst,
        Math.abs(
          fit.backgroundAt(data.x[i]!, data.y[i]!, data.t[i]!, data.type[i]!) / fit.intensity[i]! -
            fit.backgroundProbability[i]!,
        ),
      );
    expect(worst).toBeLessThan(1e-9);
  });

  test('a wrong model is found out: a background taken as even, effects left out', async () => {
    const even = await fitted(data, { ...options, background: { kind: 'homogeneous' }, intervals: false });
    expect(superThinned(data, even, seeded(2)).even.x.p).toBeLessThan(0.01);
    // the same events, as if nothing caused anything
    const n = [0, 1].map((c) => data.type.filter((type) => type === c).length);
    const poisson = {
      ...even,
      branching: new Float64Array(4),
      background: Float64Array.from(n, (count) => count / 400),
    };
    expect(rescaledTimes(data, poisson).gaps[0]!.p).toBeLessThan(0.01);
  });

  test('families drawn over and over have as much background as the probabilities say, and often the true cause', async () => {
    const fit = await fitted(data, { ...options, intervals: false });
    const expected = fit.backgroundProbability.reduce((sum, p) => sum + p, 0);
    let background = 0;
    for (let run = 0; run < 20; run++) {
      const { drawn, family } = declusterHawkes(data, fit, seeded(run));
      background += drawn.filter((cause) => cause === -1).length;
      drawn.forEach((cause, i) => void expect(family[i]).toBe(cause < 0 ? i : family[cause]));
    }
    const spread = Math.sqrt(fit.backgroundProbability.reduce((sum, p) => sum + p * (1 - p), 0) / 20);
    expect(Math.abs(background / 20 - expected)).toBeLessThan(4 * spread);
    const truly = events.parent.filter((parent) => parent === -1).length;
    expect(Math.abs(expected / truly - 1)).toBeLessThan(0.1);
    const { likeliest, probability } = declusterHawkes(data, fit, seeded(1));
    let [right, said] = [0, 0];
    for (let i = 0; i < likeliest.length; i++) {
      if (likeliest[i] === events.parent[i]) right++;
      said += probability[i]!;
    }
    // its probabilities are calibrated: as often right as it says
    expect(Math.abs(right - said) / likeliest.length).toBeLessThan(0.04);
  });

  test('marks: events said to have more effects are found to', async () => {
    const marked = thinHawkes(
      {
        ...truth,
        branching: [
          [0.4, 0.1],
          [0.1, 0.3],
        ],
        mark: { draw: (_, rng) => rng.next() * 2, factor: (mark) => Math.exp(1.2 * (mark - 1)) / 1.2579 },
      },
      seeded(31),
    );
    const withMarks = {
      t: marked.t,
      x: marked.x,
      y: marked.y,
      type: marked.type,
      mark: Float64Array.from(marked.mark),
    };
    const fit = await fitted(withMarks, options);
    const { lower, upper } = fit.estimates.find(({ name }) => name === 'mark')!;
    expect(lower).toBeLessThan(1.2);
    expect(upper).toBeGreaterThan(1.2);
    expect(lower).toBeGreaterThan(0.4);
    const bare = watchedSquare({ backgroundPerDay: [2], offspring: [[0.4]], delayDays: [[2]], spreadKm: [[0.5]] }, { side: 20, days: 300 }, seeded(1)); // biome-ignore format: one line
    expect(
      (
        await fitted(bare, {
          ...options,
          window: { ...window, t: [0, 300] },
          background: { kind: 'homogeneous' },
        })
      ).markEffect,
    ).toBeUndefined();
  });
});
