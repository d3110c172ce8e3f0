import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { runMethod, tableOf } from '../catalogue/index.ts';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { breathing } from '../long-run.ts';
import { shuffle } from '../random/choose.ts';
import { seeded } from '../random/seeded.ts';
import { polygonWindow, rectangleWindow } from '../windows/window.ts';
import { bandwidths, kernelShares, surroundingsOf } from './background.ts';
import { etasCatalogue } from './catalogue.ts';
import { type EtasEvents, type EtasParameters, type EtasResult, etas, etasParents } from './index.ts';
import { etasLikelihood } from './likelihood.ts';
import { asVector, checkedCatalogue, etasNames } from './model.ts';
import { simulateEtas } from './simulate.fixture.ts';

const answered = (result: EtasResult | Insufficient): EtasResult => {
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result;
};
const truth: EtasParameters = { mu: 1, A: 0.3, c: 0.05, alpha: 1, p: 1.4, D: 0.02, q: 2.2, gamma: 0.6 };
const simulated = (seed: number): EtasEvents => simulateEtas(truth, 200, 10, 1000, seeded(seed));
const square = {
  window: rectangleWindow(0, 0, 10, 10),
  period: [0, 1000] as const,
  threshold: 0,
  leastBandwidth: 0.3,
};

describe('reference values of R 4.2.2, ETAS 0.6.1.1, etas on the Iranian catalogue', () => {
  const catalogueFile = sharedFile('reference/etas_iran_catalog.csv');
  const fitFile = sharedFile('reference/etas_iran.json');
  const there = catalogueFile !== undefined && fitFile !== undefined;

  // The package moves epicentres at random within their rounding (here up to 0.05°) whenever it prepares a catalogue,
  // and the staged catalogue is not the draw that was fitted: at a maximum the integral of λ is the number of explained
  // events, but at the reference's parameters it is 149.86 on the staged draw, not 150 (and the log-likelihood −1157.59,
  // not −1157.75), with the package's own quadrature too. Among draws A varies by ± 1 %, D by ± 10 %, gamma by ± 3 %
  // (one standard deviation) and the log-likelihood by ± 0.4.
  test.skipIf(!there)(
    `four rounds from the documented start${there ? '' : `: ${sharedMissing}`}`,
    async () => {
      const rows = readFileSync(catalogueFile!, 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',').map(Number));
      const column = (k: number): Float64Array => Float64Array.from(rows, (row) => row[k]!);
      const shrink = Math.cos((33 * Math.PI) / 180);
      const result = answered(
        await etas(
          { time: column(0), x: column(1), y: column(2), magnitude: column(3) },
          {
            window: rectangleWindow(-9.5 * shrink, -7, 9.5 * shrink, 7),
            period: [4748, 15_705],
            threshold: 0,
            start: { mu: 0.46, A: 0.23, c: 0.022, alpha: 2.8, p: 1.12, D: 0.012, q: 2.4, gamma: 0.35 },
          },
        ),
      );
      const { param, loglik } = JSON.parse(readFileSync(fitFile!, 'utf8')) as {
        param: EtasParameters;
        loglik: number[];
      };
      expect(result.explained).toBe(rows.filter((row) => row[4] === 1).length);
      expect(result.rounds).toHaveLength(4);
      expect(result.settled).toBe(true);
      expect(Math.abs(result.logLikelihood - loglik[3]!)).toBeLessThan(0.25);
      for (const name of etasNames) {
        const off = result.parameters[name] - param[name];
        if (['mu', 'alpha', 'p'].includes(name)) expect(Math.abs(off / param[name]), name).toBeLessThan(0.01);
        expect(Math.abs(off / result.standardErrors[name]), name).toBeLessThan(0.15);
      }
    },
  );
});

describe('simulated sequences', () => {
  test('the gradient is that of the log-likelihood', async () => {
    const breath = breathing();
    const window = polygonWindow([
      { x: Float64Array.of(0, 9, 10, 2), y: Float64Array.of(0, 1, 9, 8) },
      { x: Float64Array.of(4, 5, 5), y: Float64Array.of(4, 4, 5) },
    ]);
    const catalogue = checkedCatalogue(simulated(2), { ...square, window, period: [200, 1000] });
    const bandwidth = await bandwidths(catalogue, 5, 0.3, breath);
    const surroundings = await surroundingsOf(catalogue, window, breath);
    const shares = kernelShares(surroundings, bandwidth);
    const background = {
      rate: bandwidth.map((h) => 0.003 / h),
      integral: shares.reduce((sum, share) => sum + share, 0),
    };
    const theta = asVector({ ...truth, mu: 0.7, gamma: 1.1 });
    const at = (values: Float64Array, gradient = new Float64Array(8)) =>
      etasLikelihood(catalogue, surroundings, background, values, gradient, breath);
    const gradient = new Float64Array(8);
    await at(theta, gradient);
    for (const [k, name] of etasNames.entries()) {
      const h = 1e-5 * theta[k]!;
      const beside = (way: number) => at(theta.map((value, i) => (i === k ? value + way * h : value)));
      const numeric = ((await beside(1)) - (await beside(-1))) / (2 * h);
      expect(Math.abs(gradient[k]! - numeric), name).toBeLessThan(1e-4 * Math.max(1, Math.abs(numeric)));
    }
  });

  test('parameters and background shares are recovered', async () => {
    const runs = 8;
    const estimates = etasNames.map(() => new Float64Array(runs));
    let held = 0;
    let background = 0;
    for (let run = 0; run < runs; run++) {
      const events = simulated(50 + run);
      const fit = answered(await etas(events, { ...square, start: truth }));
      for (const [k, name] of etasNames.entries()) {
        estimates[k]![run] = fit.parameters[name];
        // mu is the scale of a background made from the same events, so it is 1 by construction
        if (k > 0 && Math.abs(fit.parameters[name] - truth[name]) < 1.96 * fit.standardErrors[name]) held++;
      }
      background += fit.backgroundProbability.reduce((sum, share) => sum + share, 0) / (200 * runs);
      expect(fit.branchingRatio).toBeLessThan(1);
    }
    expect(held / (7 * runs)).toBeGreaterThan(0.85);
    expect(Math.abs(background - 1)).toBeLessThan(0.06);
    const middle = (values: Float64Array): number => values.toSorted()[runs >> 1]!;
    for (const [k, name] of etasNames.entries()) {
      if (name === 'gamma') continue;
      expect(Math.abs(middle(estimates[k]!) / truth[name] - 1), name).toBeLessThan(0.5);
    }
  });

  test('order, a shift in time, a turn in space and a shifted scale of magnitudes change nothing', async () => {
    const events = simulated(4);
    const plain = answered(await etas(events, { ...square, start: truth }));
    const order = Int32Array.from(events.x, (_, i) => i);
    shuffle(seeded(9), order);
    const pick = (values: Float64Array): Float64Array => Float64Array.from(order, (i) => values[i]!);
    const [sin, cos] = [Math.sin(1), Math.cos(1)];
    const turn = (x: Float64Array, y: Float64Array) => ({
      x: x.map((at, i) => 30 + cos * at - sin * y[i]!),
      y: y.map((at, i) => sin * x[i]! + cos * at),
    });
    const moved = {
      ...turn(pick(events.x), pick(events.y)),
      time: pick(events.time).map((at) => at + 500),
      magnitude: pick(events.magnitude).map((m) => m + 4),
    };
    const other = answered(
      await etas(moved, {
        ...square,
        start: truth,
        period: [500, 1500],
        threshold: 4,
        window: polygonWindow(square.window.rings.map(({ x, y }) => turn(x, y))),
      }),
    );
    expect(other.logLikelihood).toBeCloseTo(plain.logLikelihood, 4);
    for (const name of etasNames) expect(other.parameters[name] / plain.parameters[name]).toBeCloseTo(1, 3);
    order.forEach((i, at) => {
      expect(other.backgroundProbability[at]).toBeCloseTo(plain.backgroundProbability[i]!, 3);
    });
  });

  test('drawn parents are earlier events, as often background as the probabilities say, the same for a seed', async () => {
    const events = simulated(6);
    const fit = answered(await etas(events, { ...square, start: truth }));
    const parents = etasParents(events, square, fit, 3);
    expect([...etasParents(events, square, fit, 3)]).toEqual([...parents]);
    parents.forEach((parent, i) => {
      if (parent >= 0) expect(events.time[parent]!).toBeLessThan(events.time[i]!);
    });
    const expected = fit.backgroundProbability.reduce((sum, share) => sum + share, 0);
    const variance = fit.backgroundProbability.reduce((sum, share) => sum + share * (1 - share), 0);
    const drawn = parents.filter((parent) => parent < 0).length;
    expect(Math.abs(drawn - expected)).toBeLessThan(4 * Math.sqrt(variance) + 1);
  });
});

test('called by name with tables it gives the same', async () => {
  const events = simulated(11);
  const table = tableOf(
    'events',
    Object.fromEntries(Object.entries(events).map(([name, of]) => [name, [...of]])),
  );
  const window = tableOf('window', { x: [0, 10, 10, 0], y: [0, 0, 10, 10] });
  const given = { from: '0', to: '1000', threshold: '0', leastBandwidth: '0.3' };
  const { result } = await runMethod(etasCatalogue[0]!, { tables: { events: table, window }, given });
  expect(result).toEqual(await etas(events, square));
});

test('too few events are an answer; magnitudes below the threshold, late events and a bad start are named', async () => {
  const events = simulated(1);
  const few = { x: events.x.slice(0, 30), y: events.y.slice(0, 30), time: events.time.slice(0, 30) };
  const little = await etas({ ...few, magnitude: events.magnitude.slice(0, 30) }, square);
  expect(little).toMatchObject({ kind: 'insufficient', reason: 'too-few-events' });
  await expect(etas(events, { ...square, threshold: 1 })).rejects.toThrow('below the threshold 1');
  await expect(etas(events, { ...square, period: [0, 10] })).rejects.toThrow("after the period's end");
  await expect(etas(events, { ...square, start: { ...truth, q: 0 } })).rejects.toThrow('start.q is 0');
  await expect(etas(events, { ...square, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
    'enough',
  );
});
