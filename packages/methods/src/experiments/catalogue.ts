import type { MethodEntry, Parameter, ParameterValues } from '../catalogue/entry.ts';
import { minimumDetectableEffect, power } from './power.ts';
import { randomisationTest } from './randomisation-test.ts';
import { simulatedPower } from './simulated-power.ts';
import type { TrialDesign } from './two-groups.ts';

const randomisation: MethodEntry = {
  name: 'randomisation-test',
  card: 'randomisation-test',
  summary: 'could a difference between treated and controls have come from the lot alone?',
  tables: [
    {
      name: 'units',
      meaning: 'one row per unit',
      columns: [
        { name: 'outcome', type: 'number', meaning: 'what was measured' },
        { name: 'treated', type: 'number', meaning: '1 where assigned to treatment, else 0' },
        { name: 'cluster', type: 'word', meaning: 'units assigned together', optional: true },
        { name: 'block', type: 'word', meaning: 'assignment was drawn within it', optional: true },
      ],
    },
  ],
  parameters: {
    alternative: {
      type: 'word',
      choices: ['two-sided', 'greater', 'less'],
      default: 'two-sided',
      meaning: 'which differences count as far',
    },
    permutations: {
      type: 'integer',
      default: 9999,
      least: 99,
      most: 999_999,
      meaning: 'arrangements drawn, unless all are fewer',
    },
  },
  random: true,
  run: ({ tables, parameters: { alternative, permutations }, seed, signal, onProgress }) => {
    const units = tables.units!;
    const labels = (name: string) => (units.has(name) ? units.words(name) : undefined);
    return randomisationTest(
      {
        outcome: units.numbers('outcome'),
        treated: units.numbers('treated'),
        clusters: labels('cluster'),
        blocks: labels('block'),
      },
      { alternative, permutations, seed, signal, onProgress },
    );
  },
};

const design: Readonly<Record<string, Parameter>> = {
  outcome: { type: 'word', choices: ['mean', 'rate'], default: 'mean', meaning: 'what is measured' },
  deviation: { type: 'number', least: 0, default: 1, meaning: 'standard deviation of a unit’s mean' },
  rate: { type: 'number', least: 0, default: 1, meaning: 'incidents of a control unit' },
  theta: {
    type: 'number',
    least: 0,
    optional: true,
    meaning: 'negative binomial shape; Poisson when absent',
  },
  treated: { type: 'integer', least: 0, meaning: 'treated units, or clusters' },
  controls: { type: 'integer', least: 0, meaning: 'control units, or clusters' },
  clusterSize: { type: 'number', least: 1, optional: true, meaning: 'units in a cluster' },
  correlation: {
    type: 'number',
    least: 0,
    most: 1,
    default: 0,
    meaning: 'variance between clusters, as a share',
  },
  sizeVariation: {
    type: 'number',
    least: 0,
    default: 0,
    meaning: 'deviation of cluster sizes over their mean',
  },
  alpha: { type: 'number', least: 1e-9, most: 0.5, default: 0.05, meaning: 'size of the two-sided test' },
};
const effect: Parameter = { type: 'number', meaning: 'a difference of means, or a rate ratio' };

const designOf = (set: ParameterValues): TrialDesign => ({
  outcome:
    set.outcome === 'mean'
      ? { kind: 'mean', deviation: set.deviation }
      : { kind: 'rate', rate: set.rate, theta: set.theta },
  treated: set.treated,
  controls: set.controls,
  clusters:
    set.clusterSize === undefined
      ? undefined
      : { size: set.clusterSize, correlation: set.correlation, sizeVariation: set.sizeVariation },
  alpha: set.alpha,
});

export const experimentsCatalogue: readonly MethodEntry[] = [
  randomisation,
  {
    name: 'power',
    card: 'power',
    summary: 'how likely is a trial of two groups to find an effect of this size?',
    tables: [],
    parameters: { ...design, effect },
    run: ({ parameters }) => power(designOf(parameters), parameters.effect),
  },
  {
    name: 'minimum-detectable-effect',
    card: 'power',
    summary: 'how small an effect could a trial of two groups still find?',
    tables: [],
    parameters: {
      ...design,
      power: { type: 'number', least: 0.01, most: 0.9999, default: 0.8, meaning: 'the power asked for' },
    },
    run: ({ parameters }) => minimumDetectableEffect(designOf(parameters), parameters.power),
  },
  {
    name: 'simulated-power',
    card: 'power',
    summary: 'the power of a trial of two groups, by drawing and testing trials',
    tables: [],
    parameters: {
      ...design,
      effect,
      trials: { type: 'integer', least: 100, most: 10_000_000, default: 2000, meaning: 'trials drawn' },
    },
    random: true,
    run: ({ parameters, seed, signal, onProgress }) =>
      simulatedPower(designOf(parameters), parameters.effect, {
        trials: parameters.trials,
        seed,
        signal,
        onProgress,
      }),
  },
];
