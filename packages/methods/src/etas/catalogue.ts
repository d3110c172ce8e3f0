import type { MethodEntry, Parameter } from '../catalogue/entry.ts';
import { cornersTable, windowOf } from '../windows/corners-table.ts';
import { etas } from './etas.ts';
import { etasNames } from './model.ts';

const startParameters = (): Record<string, Parameter> =>
  Object.fromEntries(
    etasNames.map((name) => [
      name,
      { type: 'number', least: 0, optional: true, meaning: `where ${name} starts; give all eight or none` },
    ]),
  );

const etasEntry: MethodEntry = {
  name: 'etas',
  card: 'etas',
  summary: 'which events are aftershocks of earlier ones, and which come by themselves?',
  tables: [
    {
      name: 'events',
      meaning: 'one row per event, those before the period and around the window too',
      columns: [
        { name: 'x', type: 'number', meaning: 'place in a plane' },
        { name: 'y', type: 'number', meaning: 'place in a plane' },
        { name: 'time', type: 'number', meaning: 'for instance in days' },
        { name: 'magnitude', type: 'number', meaning: 'from the threshold up' },
      ],
    },
    cornersTable,
  ],
  parameters: {
    from: { type: 'number', meaning: 'start of the period whose events are explained' },
    to: { type: 'number', meaning: 'end of the period' },
    threshold: { type: 'number', meaning: 'the magnitude from which events are complete' },
    neighbours: {
      type: 'integer',
      least: 1,
      default: 5,
      meaning: 'bandwidth: distance to the neighbour of this rank',
    },
    leastBandwidth: { type: 'number', least: 0, default: 0.05, meaning: 'and at least this' },
    mostRounds: { type: 'integer', least: 1, default: 11, meaning: 'rounds of declustering' },
    tolerance: { type: 'number', least: 0, default: 1e-3, meaning: 'change at which the rounds end' },
    ...startParameters(),
  },
  run: ({ tables, parameters, signal, onProgress }) => {
    const events = tables.events!;
    const started = etasNames.some((name) => parameters[name] !== undefined);
    return etas(
      {
        x: events.numbers('x'),
        y: events.numbers('y'),
        time: events.numbers('time'),
        magnitude: events.numbers('magnitude'),
      },
      {
        window: windowOf(tables.window!),
        period: [parameters.from, parameters.to],
        threshold: parameters.threshold,
        neighbours: parameters.neighbours,
        leastBandwidth: parameters.leastBandwidth,
        mostRounds: parameters.mostRounds,
        tolerance: parameters.tolerance,
        start: started
          ? {
              mu: parameters.mu,
              A: parameters.A,
              c: parameters.c,
              alpha: parameters.alpha,
              p: parameters.p,
              D: parameters.D,
              q: parameters.q,
              gamma: parameters.gamma,
            }
          : undefined,
        signal,
        onProgress,
      },
    );
  },
};

export const etasCatalogue: readonly MethodEntry[] = [etasEntry];
