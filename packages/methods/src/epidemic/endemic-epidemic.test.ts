import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { runMethod, tableOf } from '../catalogue/index.ts';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { breathing } from '../long-run.ts';
import { shuffle } from '../random/choose.ts';
import { seeded } from '../random/seeded.ts';
import { polygonWindow, rectangleWindow } from '../windows/window.ts';
import { epidemicCatalogue } from './catalogue.ts';
import { readImdepi } from './imdepi.fixture.ts';
import { type EndemicEpidemicOptions, type EndemicEpidemicResult, endemicEpidemic } from './index.ts';
import { likelihoodAt } from './likelihood.ts';
import { checkedEpidemic } from './model.ts';
import { prepare } from './prepared.ts';
import { simulateEpidemic, type Truth } from './simulate.fixture.ts';

const answered = (result: EndemicEpidemicResult | Insufficient): EndemicEpidemicResult => {
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}: ${result.detail}`);
  return result;
};

const truth: Truth = {
  side: 40,
  length: 300,
  endemic: [-8.4, 0.8],
  epidemic: [-6, 0.7],
  sigma: 1.5,
  alpha: 0.15,
  reach: { space: 6, time: 30 },
  types: 2,
  excites: Float64Array.of(1, 0.4, 0, 1),
};
const options: EndemicEpidemicOptions = {
  window: rectangleWindow(0, 0, 40, 40),
  period: [0, 300],
  reach: truth.reach,
  space: 'gaussian',
  time: 'exponential',
  types: 2,
  excites: truth.excites,
};

describe('reference values of R 4.2.2, surveillance 1.20.3, twinstim on imdepi', () => {
  const files = [
    'imdepi_events.csv',
    'imdepi_stgrid.csv.gz',
    'imdepi_window.json',
    'twinstim_imdepi.json',
  ].map((file) => sharedFile(`reference/${file}`));
  const there = files.every((file) => file !== undefined);
  const expected = () =>
    JSON.parse(readFileSync(files[3]!, 'utf8')) as Record<
      string,
      { coef: Record<string, number>; se: Record<string, number>; loglik: number; R0: number }
    >;

  // the reference's Gaussian fit ends early: the score of log σ is still 0.65 there, and 7e-5 at ours when R's own
  // score is asked, where R's log-likelihood is −9485.6585
  test.skipIf(!there).each([
    ['constant', 'constant', false, 0.01, 1e-4],
    ['gaussian', 'gaussian', false, 0.12, 0.05],
    ['gaussian_type_age', 'gaussian', true, 0.05, 0.05],
  ] as const)(
    `%s interaction${there ? '' : `: ${sharedMissing}`}`,
    async (name, space, marked, inErrors, inLikelihood) => {
      const { events, grid, window } = readImdepi(files[0]!, files[1]!, files[2]!);
      const result = answered(
        await endemicEpidemic(marked ? events : { ...events, marks: undefined }, grid, {
          window,
          period: [0, 2557],
          reach: { space: 200, time: 30 },
          space,
          time: 'constant',
          types: 2,
          discCorners: 16,
        }),
      );
      const { coef, se, loglik, R0 } = expected()[name]!;
      expect(result.explained).toBe(635);
      expect(Math.abs(result.logLikelihood - loglik)).toBeLessThan(inLikelihood);
      expect(result.reproduction.observed.mean).toBeCloseTo(R0, name === 'constant' ? 6 : 2.9);
      Object.values(coef).forEach((value, k) => {
        const error = Object.values(se)[k]!;
        expect(Math.abs(result.estimates[k]! - value) / error, result.names[k]).toBeLessThan(inErrors);
        expect(result.standardErrors[k]! / error, result.names[k]).toBeCloseTo(1, 2);
      });
    },
  );
});

describe('simulated epidemics', () => {
  test('the score is the gradient of the log-likelihood, for every interaction', async () => {
    const { events, grid } = simulateEpidemic(truth, seeded(3));
    for (const space of ['constant', 'gaussian', 'power-law'] as const)
      for (const time of ['constant', 'exponential'] as const) {
        const epidemic = checkedEpidemic(events, grid, {
          ...options,
          space,
          time,
          endemicIntercept: 'by-type',
        });
        const prepared = await prepare(epidemic, breathing());
        const theta = new Float64Array(prepared.layout.size).map((_, k) => -0.3 + 0.21 * k);
        theta.set([-8, -8.4, 0.5, -5, 0.3]);
        const at = async (k: number, h: number): Promise<number> =>
          (
            await likelihoodAt(
              prepared,
              theta.map((value, i) => (i === k ? value + h : value)),
              breathing(),
            )
          ).logLikelihood;
        const { score } = await likelihoodAt(prepared, theta, breathing());
        for (let k = 0; k < theta.length; k++) {
          const numeric = ((await at(k, 1e-4)) - (await at(k, -1e-4))) / 2e-4;
          expect(Math.abs(score[k]! - numeric), `${space} ${time} ${prepared.layout.names[k]}`).toBeLessThan(
            1e-4 * Math.max(1, Math.abs(numeric)),
          );
        }
      }
  });

  test('intervals of 95 % hold the truth in 90–99 % of the cases, by either information; share and R0 too', async () => {
    const exact = [...truth.endemic, ...truth.epidemic, Math.log(truth.sigma), Math.log(truth.alpha)];
    const runs = 20;
    const held = { expected: 0, observed: 0 };
    const mean = new Float64Array(exact.length);
    for (let run = 0; run < runs; run++) {
      const { events, grid } = simulateEpidemic(truth, seeded(100 + run));
      let start: Float64Array | undefined;
      for (const information of ['expected', 'observed'] as const) {
        const { estimates, standardErrors } = answered(
          await endemicEpidemic(events, grid, { ...options, information, start }),
        );
        start = estimates;
        exact.forEach((value, k) => {
          if (Math.abs(estimates[k]! - value) < 1.96 * standardErrors[k]!) held[information]++;
          mean[k]! += estimates[k]! / (2 * runs);
        });
      }
    }
    for (const count of Object.values(held)) {
      expect(count / runs / exact.length).toBeGreaterThan(0.9);
      expect(count / runs / exact.length).toBeLessThan(0.99);
    }
    exact.forEach((value, k) => {
      expect(Math.abs(mean[k]! - value)).toBeLessThan(0.1);
    });
  });

  test('a power law is recovered; excited events moved onto their sources make it a refusal', async () => {
    const decay = 4;
    const far: Truth = { ...truth, decay, epidemic: [-4.2, 0.5], reach: { space: 12, time: 30 } };
    const heavy = { ...options, space: 'power-law', reach: far.reach } as const;
    const exact = [
      ...far.endemic,
      ...far.epidemic,
      Math.log(far.sigma),
      Math.log(decay),
      Math.log(far.alpha),
    ];
    let answers = 0;
    let held = 0;
    for (let run = 0; run < 8; run++) {
      const { events, grid } = simulateEpidemic(far, seeded(300 + run));
      const result = await endemicEpidemic(events, grid, heavy);
      // now and then no core can be seen: then any small σ is as good as another
      if (isInsufficient(result)) {
        expect(result.reason).toBe('singular-information');
        continue;
      }
      answers++;
      exact.forEach((value, k) => {
        if (Math.abs(result.estimates[k]! - value) < 1.96 * result.standardErrors[k]!) held++;
      });
    }
    expect(answers).toBeGreaterThanOrEqual(7);
    expect(held / answers / exact.length).toBeGreaterThan(0.88);

    const { events, grid } = simulateEpidemic(far, seeded(300));
    const [x, y] = [events.x.slice(), events.y.slice()];
    const near = (i: number, j: number): boolean => Math.hypot(x[i]! - x[j]!, y[i]! - y[j]!) < 0.5;
    for (let i = 0; i < x.length; i++)
      for (let j = 0; j < x.length; j++) {
        const age = events.time[i]! - events.time[j]!;
        if (!(age > 0 && age < 10 && near(i, j) && events.type![i] === events.type![j])) continue;
        x[i] = x[j]!;
        y[i] = y[j]!;
      }
    const tied = await endemicEpidemic({ ...events, x, y }, grid, heavy);
    expect(tied).toMatchObject({ reason: 'no-convergence', detail: expect.stringContaining('at one place') });
  });

  test('the order of events, a shift in time, a turn in space and new names of types change nothing', async () => {
    const { events, grid } = simulateEpidemic(truth, seeded(8));
    const plain = answered(await endemicEpidemic(events, grid, options));
    const order = Int32Array.from(events.x, (_, i) => i);
    shuffle(seeded(1), order);
    const pick = (values: ArrayLike<number>): Float64Array => Float64Array.from(order, (i) => values[i]!);
    const [sin, cos] = [Math.sin(0.4), Math.cos(0.4)];
    const turn = (x: Float64Array, y: Float64Array) => ({
      x: x.map((at, i) => 500 + cos * at - sin * y[i]!),
      y: y.map((at, i) => sin * x[i]! + cos * at),
    });
    const other = answered(
      await endemicEpidemic(
        {
          ...turn(pick(events.x), pick(events.y)),
          time: pick(events.time).map((at) => at + 1000),
          type: pick(events.type!).map((type) => 1 - type),
          cell: pick(events.cell),
          marks: { names: ['marked'], values: pick(events.marks!.values) },
        },
        grid,
        {
          ...options,
          period: [1000, 1300],
          excites: truth.excites.toReversed(),
          window: polygonWindow(options.window.rings.map(({ x, y }) => turn(x, y))),
        },
      ),
    );
    expect(other.logLikelihood).toBeCloseTo(plain.logLikelihood, 4);
    other.estimates.forEach((value, k) => {
      expect(value).toBeCloseTo(plain.estimates[k]!, 4);
    });
    order.forEach((i, at) => {
      expect(other.endemicProbability[at]).toBeCloseTo(plain.endemicProbability[i]!, 4);
    });
    expect(plain.endemicShare).toBeCloseTo(
      plain.endemicProbability.reduce((sum, value) => sum + value, 0) / plain.explained,
      3,
    );
  });

  test('events before the period excite but are not explained', async () => {
    const { events, grid } = simulateEpidemic(truth, seeded(21));
    const half = {
      area: grid.area,
      duration: grid.duration.map((value) => value / 2),
      covariates: grid.covariates,
    };
    const result = answered(await endemicEpidemic(events, half, { ...options, period: [150, 300] }));
    const explained = events.time.filter((at) => at > 150).length;
    expect(result.explained).toBe(explained);
    expect(result.endemicProbability.filter(Number.isNaN)).toHaveLength(events.time.length - explained);
    expect(Math.abs(result.estimates[4]! - Math.log(truth.sigma))).toBeLessThan(
      4 * result.standardErrors[4]!,
    );
  });
});

test('called by name with tables it gives the same', async () => {
  const { events, grid } = simulateEpidemic(truth, seeded(12));
  const tables = {
    events: tableOf('events', {
      x: [...events.x],
      y: [...events.y],
      time: [...events.time],
      tile: Array.from(events.cell, (cell) => (cell === 0 ? 'west' : 'east')),
      marked: [...events.marks!.values],
    }),
    grid: tableOf('grid', {
      tile: ['west', 'west', 'east', 'east'],
      start: [0, 100, 0, 100],
      stop: [100, 300, 100, 300],
      area: [800, 800, 800, 800],
      east: [0, 0, 1, 1],
    }),
    window: tableOf('window', { x: [0, 40, 40, 0], y: [0, 0, 40, 40] }),
  };
  const given = {
    covariates: 'east',
    marks: 'marked',
    reachSpace: '6',
    reachTime: '30',
    time: 'exponential',
  };
  const { result } = await runMethod(epidemicCatalogue[0]!, { tables, given });
  const direct = answered(
    await endemicEpidemic({ ...events, type: undefined }, grid, { ...options, types: 1, excites: undefined }),
  );
  expect((result as EndemicEpidemicResult).logLikelihood).toBeCloseTo(direct.logLikelihood, 6);
  const lost = {
    ...tables,
    grid: tableOf('grid', { tile: ['west'], start: [0], stop: [300], area: [800], east: [0] }),
  };
  await expect(runMethod(epidemicCatalogue[0]!, { tables: lost, given })).rejects.toThrow(
    'the grid has no such row',
  );
});

describe('refusals', () => {
  const { events, grid } = simulateEpidemic(truth, seeded(5));
  const few = (count: number) => ({
    x: events.x.slice(0, count),
    y: events.y.slice(0, count),
    time: events.time.slice(0, count),
    cell: Array.from(events.cell).slice(0, count),
  });
  test('too few events, nobody within reach, a covariate twice, all at one place: answers, not numbers', async () => {
    const reason = async (...input: Parameters<typeof endemicEpidemic>) => {
      const result = await endemicEpidemic(...input);
      return isInsufficient(result) ? result.reason : result.kind;
    };
    expect(await reason(few(20), grid, options)).toBe('too-few-events');
    const near = { ...options, reach: { space: 1e-6, time: 1e-6 } };
    expect(await reason(few(200), grid, near)).toBe('no-pairs');
    const twice = { ...grid, covariates: { names: ['east', 'again'], values: Float64Array.of(0, 0, 1, 1) } };
    expect(['singular-information', 'no-convergence']).toContain(await reason(events, twice, options));
    const piled = { ...few(200), x: new Float64Array(200).fill(20), y: new Float64Array(200).fill(20) };
    expect(await reason(piled, grid, options)).toBe('no-convergence');
  });
  test('arguments that cannot be meant are named', async () => {
    const late = { ...options, period: [0, 10] as const };
    await expect(endemicEpidemic(events, grid, late)).rejects.toThrow("after the period's end");
    await expect(endemicEpidemic(events, grid, { ...options, types: 1 })).rejects.toThrow('type[');
    const lost = { ...events, cell: Array.from(events.cell, () => 7) };
    await expect(endemicEpidemic(lost, grid, options)).rejects.toThrow('cell[0] is 7');
    await expect(endemicEpidemic(events, grid, { ...options, start: new Float64Array(3) })).rejects.toThrow(
      'as many were expected',
    );
  });
});
