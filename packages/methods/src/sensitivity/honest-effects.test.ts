import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { isInsufficient } from '../insufficient.ts';
import { breathing } from '../long-run.ts';
import { drawNormal } from '../random/continuous.ts';
import { seeded } from '../random/seeded.ts';
import { effectTests } from './effect-tests.ts';
import { type EventStudyEstimates, type HonestEffectsOptions, honestEffects } from './honest-effects.ts';
import { linearProgramme } from './linear-program.ts';
import { polyhedra } from './trend-bounds.ts';

const answered = async (data: EventStudyEstimates, options: HonestEffectsOptions) => {
  const result = await honestEffects(data, options);
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result;
};

const file = sharedFile('reference/honestdid_bc.json');
const reference = () =>
  JSON.parse(readFileSync(file!, 'utf8')) as {
    betahat: number[];
    sigma: number[][];
    original_ci: [number, number];
    'DeltaRM_C-LF': { lb: number; ub: number; Mbar: number }[];
    DeltaRM_Conditional: { lb: number; ub: number; Mbar: number }[];
  };

describe(`reference values of R HonestDiD 0.2.8, Benzarti & Carloni (2019)${file ? '' : `: ${sharedMissing}`}`, () => {
  for (const [kind, name] of [
    ['conditional', 'DeltaRM_Conditional'],
    ['hybrid', 'DeltaRM_C-LF'],
  ] as const)
    test.skipIf(!file)(`relative magnitudes, ${name}: bounds to 0.002, of first effects after`, async () => {
      const { betahat, sigma, original_ci: original, [name]: expected } = reference();
      const covariance = Float64Array.from(sigma.flat());
      // the reference's grid: 20 standard errors about 0
      const reach = 20 * Math.sqrt(sigma[4]![4]!);
      const found = await answered(
        { estimates: Float64Array.from(betahat), covariance, pre: 4 },
        {
          kind: 'relative-magnitudes',
          bounds: expected.map(({ Mbar }) => Mbar),
          test: kind,
          grid: { from: -reach, to: reach, points: 1000 },
        },
      );
      expect(found.original.low).toBeCloseTo(original[0], 9);
      expect(found.original.high).toBeCloseTo(original[1], 9);
      expected.forEach(({ lb, ub }, i) => {
        const { low, high } = found.intervals[i]!;
        expect(Math.abs(low - lb)).toBeLessThanOrEqual(0.002);
        // where the reference stops at the end of its grid, so says ours
        if (ub > reach - 1e-4) expect(high).toBe(Number.POSITIVE_INFINITY);
        else expect(Math.abs(high - ub)).toBeLessThanOrEqual(0.002);
      });
      expect(found.breakdown).toBe(2);
    });
});

const independent = (estimates: readonly number[], pre: number, variance = 0.01): EventStudyEstimates => {
  const size = estimates.length;
  return {
    estimates: Float64Array.from(estimates),
    covariance: Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? variance : 0)),
    pre,
  };
};

test('the true effect is rejected in at most 5 of 100 samples, in about 5 where a bound is just met', async () => {
  // trends part by 0.2 a period before and after: the edge of Δ^RM(1) and inside Δ^SD(0)
  const truth = [-0.6, -0.4, -0.2, 0.2, 0.4];
  const rng = seeded(11);
  const size = truth.length;
  const covariance = independent(truth, 3).covariance;
  const root = covariance.map(Math.sqrt);
  for (const [kind, bound] of [
    ['relative-magnitudes', 1],
    ['smoothness', 0],
  ] as const)
    for (const hybrid of [false, true]) {
      let rejected = 0;
      const samples = 400;
      for (let sample = 0; sample < samples; sample++) {
        const estimates = Float64Array.from(truth, (mean) => drawNormal(rng, mean, 0.1));
        const accepts = await effectTests(
          { estimates, covariance, root, pre: 3, weights: Float64Array.of(1, 0) },
          polyhedra(kind, bound, 3, size - 3),
          {
            alpha: 0.05,
            hybrid: hybrid ? { draws: 200, rng: rng.fork(sample), breath: breathing() } : undefined,
          },
        );
        if (!accepts(0)) rejected++;
      }
      expect(rejected / samples, `${kind} ${hybrid}`).toBeLessThan(0.08);
      if (kind === 'smoothness') expect(rejected / samples).toBeGreaterThan(0.02);
    }
});

test('intervals widen with the bound, scale with the outcome, and turn with its sign', async () => {
  const data = independent([0.05, -0.1, 0.6, 0.7], 2);
  for (const kind of ['relative-magnitudes', 'smoothness'] as const) {
    const options = {
      kind,
      bounds: [0, 0.2, 0.5],
      test: 'conditional',
      grid: { from: -3, to: 3, points: 601 },
    } as const;
    const { intervals, breakdown } = await answered(data, options);
    for (const [i, { low, high }] of intervals.entries()) {
      expect(low).toBeLessThan(high);
      if (i > 0) {
        expect(low).toBeLessThanOrEqual(intervals[i - 1]!.low);
        expect(high).toBeGreaterThanOrEqual(intervals[i - 1]!.high);
      }
    }
    expect(breakdown === undefined).toBe(intervals.every(({ low }) => low > 0));
    const turned = await answered({ ...data, estimates: data.estimates.map((x) => -x) }, options);
    turned.intervals.forEach(({ low, high }, i) => {
      expect(low).toBeCloseTo(-intervals[i]!.high, 9);
      expect(high).toBeCloseTo(-intervals[i]!.low, 9);
    });
    const tenfold = await answered(
      {
        pre: 2,
        estimates: data.estimates.map((x) => 10 * x),
        covariance: data.covariance.map((x) => 100 * x),
      },
      {
        ...options,
        bounds: kind === 'smoothness' ? [0, 2, 5] : options.bounds,
        grid: { from: -30, to: 30, points: 601 },
      },
    );
    tenfold.intervals.forEach(({ low }, i) => void expect(low).toBeCloseTo(10 * intervals[i]!.low, 8));
  }
});

test('other questions than the first effect are asked by weights; a single later period serves too', async () => {
  const data = independent([0.02, -0.05, 0.5, 0.7], 2);
  const options = { kind: 'smoothness', bounds: [0.01], grid: { from: -2, to: 3, points: 501 } } as const;
  const mean = await answered(data, { ...options, weights: Float64Array.of(0.5, 0.5) });
  expect(mean.original.estimate).toBeCloseTo(0.6, 12);
  expect(mean.intervals[0]!.low).toBeGreaterThan(0);
  const one = await answered(independent([0.02, -0.05, 0.5], 2), options);
  expect(one.intervals[0]!.low).toBeLessThan(one.original.estimate);
});

test('the best corner of a polyhedron is found: compared with all its corners', () => {
  const rng = seeded(9);
  for (let round = 0; round < 60; round++) {
    // two rows, so at most two columns are above 0
    const columns = 3 + rng.int(6);
    const a = new Float64Array(2 * columns).map((_, at) =>
      at < columns ? 0.5 + rng.next() : drawNormal(rng),
    );
    const b = Float64Array.of(1, 0);
    const solve = linearProgramme(a, b, columns);
    const corners: number[][] = [];
    for (let i = 0; i < columns; i++)
      for (let j = 0; j < i; j++) {
        const [p, q, r, s] = [a[i]!, a[j]!, a[columns + i]!, a[columns + j]!];
        const [u, v] = [s / (p * s - q * r), -r / (p * s - q * r)];
        if (u >= 0 && v >= 0) corners.push([i, u, j, v]);
      }
    if (corners.length === 0) {
      expect(solve).toBeUndefined();
      continue;
    }
    for (let again = 0; again < 40; again++) {
      const c = new Float64Array(columns).map(() => drawNormal(rng));
      const found = solve!(c);
      if (found === 'unbounded') throw new Error('bounded by its first row');
      expect(found.value).toBeCloseTo(
        Math.max(...corners.map(([i, u, j, v]) => u! * c[i!]! + v! * c[j!]!)),
        9,
      );
    }
  }
});

test('too few periods and singular covariances are answers; wrong arguments are refused', async () => {
  const options = { kind: 'relative-magnitudes', bounds: [1] } as const;
  expect(await honestEffects(independent([0.1, 0.5], 1), options)).toMatchObject({
    reason: 'too-few-periods',
  });
  const same = { ...independent([0.1, 0.1, 0.5], 2), covariance: new Float64Array(9).fill(0.01) };
  expect(await honestEffects(same, options)).toMatchObject({ reason: 'singular-covariance' });
  await expect(honestEffects({ ...same, covariance: new Float64Array(4) }, options)).rejects.toThrow(
    /METHOD_LENGTHS_DIFFER: covariance has 4/,
  );
  await expect(honestEffects(independent([0, 0, 1], 2), { ...options, bounds: [-1] })).rejects.toThrow(
    /bounds is -1/,
  );
});
