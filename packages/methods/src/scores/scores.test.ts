import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { negativeBinomialDistribution } from '../distributions/negative-binomial.ts';
import { isInsufficient } from '../insufficient.ts';
import { drawNormal } from '../random/continuous.ts';
import { drawNegativeBinomial, drawPoisson } from '../random/counts.ts';
import { seeded } from '../random/seeded.ts';
import { brier, logLoss, reliabilityBins } from './brier.ts';
import { crpsLognormal, crpsNegativeBinomial, crpsNormal, crpsPoisson } from './crps-distributions.ts';
import { crpsSample, crpsWeighted } from './crps-sample.ts';
import { ignorance } from './ignorance.ts';
import { intervalScore } from './interval-score.ts';
import { logScoreLognormal, logScoreNormal, logScorePoisson } from './log-score.ts';
import { energyScore, variogramScore } from './multivariate.ts';
import { pitHistogram, pitRandomised, sampleRanks } from './pit.ts';
import { ranking } from './ranking.ts';
import { sampleQuantiles } from './sample-quantiles.ts';
import { hitRates, recaptureRate, searchEfficiencyCurve } from './search-efficiency.ts';
import { rowSorter } from './sort-row.ts';

const answered = <T extends object>(result: T): Exclude<T, { kind: 'insufficient' }> => {
  if (isInsufficient(result)) throw new Error(result.reason);
  return result as Exclude<T, { kind: 'insufficient' }>;
};
const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
/** E|X − y| − ½ E|X − X'|, pair by pair. */
const byPairs = (y: number, draws: ArrayLike<number>, pairs = draws.length ** 2): number => {
  const x = Array.from(draws);
  const spread = x.reduce((sum, a) => sum + x.reduce((inner, b) => inner + Math.abs(a - b), 0), 0);
  return mean(x.map((value) => Math.abs(value - y))) - spread / pairs / 2;
};

describe('sorting a row', () => {
  const laws: Record<string, (i: number) => number> = {
    'equal values': () => 3,
    'counts, nearly all zero': (i) => (i % 97 === 0 ? 1000 * i : 0),
    'a heavy tail': (i) => Math.tan(i * 1.7) ** 5,
    'one far value': (i) => (i === 5 ? -1e300 : Math.sin(i)),
    'values that differ in the last bits': (i) => 1e9 + (i % 7) * 2 ** -20,
    descending: (i) => -i,
    'both signs of zero': (i) => (i % 2 === 0 ? -0 : 0),
  };
  test.each(Object.entries(laws))('orders %s as the engine does', (_, law) => {
    for (const length of [1, 2, 3, 40, 41, 64, 500, 1500]) {
      const row = Float64Array.from({ length: 3 * length }, (_, i) => law(i));
      const sorted = rowSorter(length).sort(row, length, 0);
      const expected = row.slice(length, 2 * length).sort();
      for (let i = 0; i < length; i++) expect(sorted[i] === expected[i]).toBe(true);
    }
  });
});

describe('CRPS of draws', () => {
  test('equals the sum over all pairs, fair without those of a draw with itself', () => {
    const rng = seeded(4);
    for (const m of [1, 2, 5, 60, 300]) {
      const y = drawNormal(rng, 1e6, 3);
      const draws = new Float64Array(m).map(() => drawNormal(rng, 1e6, 2));
      const observed = Float64Array.of(y);
      expect(crpsSample(observed, draws)[0]).toBeCloseTo(byPairs(y, draws), 8);
      const fair = crpsSample(observed, draws, { estimator: 'fair' })[0]!;
      if (m === 1) expect(fair).toBeNaN();
      else expect(fair).toBeCloseTo(byPairs(y, draws, m * (m - 1)), 8);
      expect(crpsWeighted(observed, draws, new Float64Array(m).fill(2))[0]).toBeCloseTo(byPairs(y, draws), 8);
    }
  });

  test('WebAssembly and plain TypeScript give the same scores to the bit, for heavy tails and ties too', () => {
    const rng = seeded(14);
    const laws = [
      () => drawNormal(rng),
      () => drawNegativeBinomial(rng, 5, 0.6),
      () => drawNormal(rng) ** 9,
      () => Math.exp(drawNormal(rng)),
      () => (rng.next() < 0.6 ? 0 : Math.exp(drawNormal(rng))),
      // whole but for a few
      () => (rng.next() < 0.99 ? rng.int(30) - 10 : rng.next()),
      () => rng.int(40) / 2,
      () => 4,
    ];
    for (const law of laws)
      for (const m of [64, 65, 999]) {
        const observed = Float64Array.from({ length: 6 }, law);
        const samples = Float64Array.from({ length: 6 * m }, law);
        const plain = crpsSample(observed, samples, { withWasm: false });
        expect(crpsSample(observed, samples)).toEqual(plain);
        observed.forEach((y, row) => {
          const draws = samples.subarray(row * m, (row + 1) * m);
          expect(Math.abs(plain[row]! - byPairs(y, draws))).toBeLessThan(1e-9 * (1 + Math.abs(plain[row]!)));
        });
      }
  });

  test('a weight of three is the draw three times', () => {
    const observed = Float64Array.of(2, 0);
    const twice = crpsWeighted(observed, Float64Array.of(1, 5, 0, 4), Float64Array.of(3, 1));
    const spelt = crpsSample(observed, Float64Array.of(1, 1, 1, 5, 0, 0, 0, 4));
    expect(twice[0]).toBeCloseTo(spelt[0]!, 12);
    expect(twice[1]).toBeCloseTo(spelt[1]!, 12);
  });

  test('order of draws changes nothing; shift changes nothing; a scale scales', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 45, maxLength: 60 }),
        fc.integer({ min: 0, max: 60 }),
        (draws, y) => {
          const score = (x: number[], v: number) => crpsSample(Float64Array.of(v), Float64Array.from(x))[0]!;
          const before = score(draws, y);
          expect(score(draws.toReversed(), y)).toBeCloseTo(before, 10);
          expect(
            score(
              draws.map((x) => x + 7),
              y + 7,
            ),
          ).toBeCloseTo(before, 10);
          expect(
            score(
              draws.map((x) => -3 * x),
              -3 * y,
            ),
          ).toBeCloseTo(3 * before, 9);
        },
      ),
      { numRuns: 60, seed: 9 },
    );
  });

  test('the fair score of few draws estimates the score of the distribution without bias', () => {
    const rng = seeded(8);
    const n = 20_000;
    const observed = new Float64Array(n).map(() => drawNormal(rng));
    const draws = new Float64Array(n * 5).map(() => drawNormal(rng));
    const exact = 1 / Math.sqrt(Math.PI);
    expect(Math.abs(mean(crpsSample(observed, draws, { estimator: 'fair' })) - exact)).toBeLessThan(0.012);
    expect(mean(crpsSample(observed, draws))).toBeGreaterThan(exact + 0.05);
  });

  test('wrong lengths and values that are not finite are refused with their place', () => {
    const y = Float64Array.of(1, 2);
    expect(() => crpsSample(y, new Float64Array(3))).toThrow('3 draws were given for 2 observations');
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY])
      for (const m of [4, 100]) {
        const draws = new Float64Array(2 * m).fill(1);
        draws[m + 1] = bad;
        expect(() => crpsSample(y, draws)).toThrow(`samples[${m + 1}] is ${bad}`);
      }
    expect(() => crpsSample(Float64Array.of(1, Number.NaN), new Float64Array(4))).toThrow(
      'observed[1] is NaN',
    );
    expect(crpsSample(new Float64Array(0), new Float64Array(0))).toHaveLength(0);
  });
});

describe('CRPS of distributions', () => {
  test('is what many draws approach', () => {
    const rng = seeded(2);
    const one = (value: number) => Float64Array.of(value);
    const m = 200_000;
    const drawn = (y: number, draw: () => number) => crpsSample(one(y), new Float64Array(m).map(draw))[0]!;
    const cases: [number, number][] = [
      [drawn(3, () => drawNormal(rng, 1, 2)), crpsNormal(one(3), { mean: one(1), sd: one(2) })[0]!],
      [drawn(7, () => drawPoisson(rng, 4)), crpsPoisson(one(7), { mean: one(4) })[0]!],
      [drawn(2.5, () => drawPoisson(rng, 4)), crpsPoisson(one(2.5), { mean: one(4) })[0]!],
      [drawn(-1, () => drawPoisson(rng, 4)), crpsPoisson(one(-1), { mean: one(4) })[0]!],
      [
        drawn(1, () => drawNegativeBinomial(rng, 3, 0.4)),
        crpsNegativeBinomial(one(1), { mean: one(3), size: one(0.4) })[0]!,
      ],
      [
        drawn(0.3, () => Math.exp(drawNormal(rng, 0.2, 0.5))),
        crpsLognormal(one(0.3), { meanlog: one(0.2), sdlog: one(0.5) })[0]!,
      ],
      [
        drawn(-2, () => Math.exp(drawNormal(rng, 0.2, 0.5))),
        crpsLognormal(one(-2), { meanlog: one(0.2), sdlog: one(0.5) })[0]!,
      ],
    ];
    for (const [sampled, exact] of cases) expect(Math.abs(sampled - exact)).toBeLessThan(0.01 * (1 + exact));
  });

  test('means near 0, where the closed form fails, large means and large sizes hold', () => {
    const y = Float64Array.of(0, 0, 3, 5000, 1_000_000);
    const size = Float64Array.of(0.6, 0.01, 1e-4, 2000, 1e7);
    const nb = crpsNegativeBinomial(y, { mean: Float64Array.of(1e-9, 1e-300, 1e-6, 4000, 1_000_000), size });
    expect(nb[0]).toBeLessThan(1e-15);
    expect(nb[1]).toBe(0);
    expect(nb[2]).toBeCloseTo(3, 4);
    // close to normal there
    const sd = Math.sqrt(4000 + 4000 ** 2 / 2000);
    expect(nb[3]).toBeCloseTo(1000 - sd / Math.sqrt(Math.PI), 0);
    expect(
      nb[4]! / crpsPoisson(Float64Array.of(1_000_000), { mean: Float64Array.of(1_000_000) })[0]!,
    ).toBeCloseTo(Math.sqrt(1.1), 3);
    expect([...crpsPoisson(Float64Array.of(2, 0), { mean: new Float64Array(2) })]).toEqual([2, 0]);
  });

  test('log scores of impossible values are infinite, and of a point are densities', () => {
    const one = (value: number) => Float64Array.of(value);
    expect(logScoreLognormal(one(0), { meanlog: one(0), sdlog: one(1) })[0]).toBe(Number.POSITIVE_INFINITY);
    expect(logScoreNormal(one(1), { mean: one(1), sd: one(2) })[0]).toBeCloseTo(
      Math.log(2 * 2.5066282746310002),
      12,
    );
    expect(logScorePoisson(one(2), { mean: one(3) })[0]).toBeCloseTo(3 - 2 * Math.log(3) + Math.log(2), 12);
    expect(() => logScorePoisson(one(0.5), { mean: one(3) })).toThrow('observed[0] is 0.5');
  });
});

describe('calibration', () => {
  const rng = seeded(77);
  const n = 4000;
  const means = new Float64Array(n).map(() => Math.exp(drawNormal(rng, 0, 1.5)));
  const observed = means.map((mu) => drawNegativeBinomial(rng, mu, 0.7));
  const ranks = (size: number) => ({
    below: observed.map((y, i) => (y === 0 ? 0 : negativeBinomialDistribution(y - 1, means[i]!, size))),
    upTo: observed.map((y, i) => negativeBinomialDistribution(y, means[i]!, size)),
  });

  test('PIT of true count forecasts, mostly zeros, is uniform; of too narrow ones U-shaped', () => {
    const pit = pitRandomised(ranks(0.7), { seed: 3 }).sort();
    const distance = Math.max(...pit.map((u, i) => Math.abs(u - (i + 0.5) / n)));
    expect(distance).toBeLessThan(1.63 / Math.sqrt(n));
    const good = answered(pitHistogram(ranks(0.7)));
    expect(good.share.every((share) => Math.abs(share - 0.1) < 0.02)).toBe(true);
    expect(good.mean).toBeCloseTo(0.5, 1);
    expect(Math.abs(good.variance - 1 / 12)).toBeLessThan(0.006);
    const narrow = answered(pitHistogram(ranks(20)));
    expect(narrow.variance).toBeGreaterThan(0.11);
    expect(narrow.share[0]! + narrow.share[9]!).toBeGreaterThan(0.35);
    expect(
      pitHistogram({ below: ranks(1).below.subarray(0, 9), upTo: ranks(1).upTo.subarray(0, 9) }),
    ).toMatchObject({
      reason: 'too-few-forecasts',
    });
  });

  test('PIT of draws from the true distribution is uniform even for seven draws', () => {
    const draws = new Float64Array(n * 7).map((_, i) =>
      drawNegativeBinomial(rng, means[Math.floor(i / 7)]!, 0.7),
    );
    const { share } = answered(pitHistogram(sampleRanks(observed, draws), { bins: 8 }));
    expect(share.every((one) => Math.abs(one - 0.125) < 0.02)).toBe(true);
    expect(mean(share)).toBeCloseTo(1 / 8, 12);
  });

  test('the true parameter has the best mean CRPS, log score and interval score', () => {
    const size = (value: number) => new Float64Array(n).fill(value);
    const score = (value: number) => mean(crpsNegativeBinomial(observed, { mean: means, size: size(value) }));
    expect(score(0.7)).toBeLessThan(score(0.25));
    expect(score(0.7)).toBeLessThan(score(3));
    const narrow = intervalScore(observed, means, means, { coverage: 0.9 });
    const wide = intervalScore(
      observed,
      size(0),
      means.map((mu) => 4 * mu + 1),
      { coverage: 0.9 },
    );
    expect(mean(wide)).toBeLessThan(mean(narrow));
  });
});

describe('scores of maps and classes', () => {
  const outcome = [0, 1, 1, 0, 0, 1, 0, 0];
  const p = Float64Array.of(0.1, 0.8, 0.35, 0.35, 0, 1, 0.6, 0.2);

  test('Brier is reliability less resolution plus uncertainty and what lies within bins', () => {
    const { score, reliability, resolution, uncertainty, withinBins, skill } = answered(
      brier(outcome, p, { bins: 3 }),
    );
    expect(reliability - resolution + uncertainty + withinBins).toBeCloseTo(score, 14);
    expect(skill).toBeCloseTo(1 - score / uncertainty, 14);
    // forecasts equal within each bin leave nothing within bins
    const flat = answered(
      brier(
        outcome,
        p.map((v) => (v > 0.5 ? 0.75 : 0.25)),
        { bins: 2 },
      ),
    );
    expect(flat.withinBins).toBeCloseTo(0, 14);
    expect([...reliabilityBins(outcome, p, 2).count]).toEqual([5, 3]);
    expect(brier([], new Float64Array(0))).toMatchObject({ reason: 'no-forecasts' });
    expect(() => brier([2], Float64Array.of(1))).toThrow('outcome[0] is 2');
    expect(() => brier([1], Float64Array.of(1.1))).toThrow('probability[0] is 1.1');
  });

  test('a certain forecast that fails costs 36, not everything', () => {
    expect(answered(logLoss([0, 1], Float64Array.of(1, 1))).score).toBeCloseTo(36.04 / 2, 2);
  });

  test('AUC is the share of pairs in order, ties half; turning the risk round gives one minus it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 5 })), { minLength: 2 }),
        (rows) => {
          const classes = rows.map(([one]) => (one ? 1 : 0));
          const risk = Float64Array.from(rows, ([, value]) => value);
          const result = ranking(classes, risk);
          if (isInsufficient(result)) {
            expect(new Set(classes).size).toBe(1);
            return;
          }
          let pairs = 0;
          let inOrder = 0;
          rows.forEach(([a, x]) => {
            rows.forEach(([b, y]) => {
              if (!a || b) return;
              pairs++;
              inOrder += x > y ? 1 : x === y ? 0.5 : 0;
            });
          });
          expect(result.auc).toBeCloseTo(inOrder / pairs, 12);
          expect(
            answered(
              ranking(
                classes,
                risk.map((r) => -r),
              ),
            ).auc,
          ).toBeCloseTo(1 - inOrder / pairs, 12);
          expect(answered(ranking(classes, risk.map(Math.exp))).averagePrecision).toBe(
            result.averagePrecision,
          );
          expect(result.truePositiveRate.at(-1)).toBe(1);
        },
      ),
      { numRuns: 100, seed: 12 },
    );
  });

  test('PAI, PEI and the curve of a map worked out by hand', () => {
    const risk = Float64Array.of(9, 5, 5, 1);
    const events = Float64Array.of(3, 6, 0, 1);
    const area = Float64Array.of(1, 1, 1, 1);
    const rates = answered(hitRates(risk, events, area, { areaShare: 0.25 }));
    expect(rates).toMatchObject({ hitRate: 0.3, searchEfficiencyRate: 3 });
    expect(rates.pai).toBeCloseTo(1.2, 14);
    expect(rates.pei).toBeCloseTo(0.5, 14);
    const curve = answered(searchEfficiencyCurve(risk, events, area));
    expect([...curve.areaShare]).toEqual([0, 0.25, 0.75, 1]);
    expect([...curve.hitShare]).toEqual([0, 0.3, 0.9, 1]);
    expect(curve.areaUnderCurve).toBeCloseTo(0.0375 + 0.3 + 0.2375, 14);
    // half of the tie is half of what lies in it
    expect(answered(hitRates(risk, events, area, { areaShare: 0.5 })).hitRate).toBeCloseTo(0.6, 14);
    expect(answered(hitRates(risk, events, area, { areaShare: 1 })).pai).toBeCloseTo(1, 14);
    // equal risk everywhere knows nothing, whatever the places' sizes
    const blind = answered(searchEfficiencyCurve(new Float64Array(4), events, Float64Array.of(5, 1, 2, 3)));
    expect(blind.areaUnderCurve).toBeCloseTo(0.5, 14);
    expect(answered(hitRates(events, events, area, { areaShare: 0.4 })).pei).toBeCloseTo(1, 14);
    expect(hitRates(risk, new Float64Array(4), area, { areaShare: 0.5 })).toMatchObject({
      reason: 'no-events',
    });
  });

  test('a hotspot that keeps its share has a recapture rate of 1', () => {
    const before = Float64Array.of(8, 2, 10);
    expect(recaptureRate([1, 0, 0], before, Float64Array.of(4, 1, 5))).toMatchObject({ rri: 1 });
    expect(recaptureRate([1, 0, 0], before, Float64Array.of(2, 8, 0))).toMatchObject({ rri: 0.5 });
    expect(recaptureRate([0, 0, 0], before, before)).toMatchObject({ kind: 'insufficient' });
  });

  test('ignorance counts draws in the bin that happened, and what was never drawn is not impossible', () => {
    const draws = Float64Array.of(0, 0, 1, 2, 3);
    expect(ignorance(Float64Array.of(2), draws)[0]).toBeCloseTo(-Math.log2(3 / 16), 14);
    expect(ignorance(Float64Array.of(9999), draws)[0]).toBeCloseTo(4, 14);
    expect(() => ignorance(Float64Array.of(-1), draws)).toThrow('an observed value is -1');
  });

  test('energy and variogram scores do not depend on the order of places or draws', () => {
    const rng = seeded(6);
    const [d, m] = [4, 9];
    const y = new Float64Array(d).map(() => drawNormal(rng));
    const x = new Float64Array(d * m).map(() => drawNormal(rng));
    const turned = new Float64Array(d * m);
    for (let i = 0; i < d; i++)
      for (let j = 0; j < m; j++) turned[(d - 1 - i) * m + ((j + 4) % m)] = x[i * m + j]!;
    expect(energyScore(y.toReversed(), turned)).toBeCloseTo(energyScore(y, x), 12);
    expect(variogramScore(y.toReversed(), turned)).toBeCloseTo(variogramScore(y, x), 12);
    // of one value it is the CRPS
    expect(energyScore(y.subarray(0, 1), x.subarray(0, m))).toBeCloseTo(byPairs(y[0]!, x.subarray(0, m)), 12);
    const halved = { weights: new Float64Array(d * d).fill(0.5) };
    expect(variogramScore(y, x, halved)).toBeCloseTo(variogramScore(y, x) / 2, 12);
  });

  test('quantiles of draws lie between neighbours as R type 7', () => {
    expect([...sampleQuantiles(Float64Array.of(4, 1, 3, 2, 10, 20, 30, 40), 2, [0, 0.5, 0.25, 1])]).toEqual([
      1, 2.5, 1.75, 4, 10, 25, 17.5, 40,
    ]);
  });
});
