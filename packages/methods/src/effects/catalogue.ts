import type { MethodCall, MethodEntry, Parameter } from '../catalogue/entry.ts';
import type { Table } from '../catalogue/table.ts';
import { isInsufficient } from '../insufficient.ts';
import { callawaySantAnna } from './callaway-santanna.ts';
import type { PanelErrors } from './errors.ts';
import { eventStudy } from './event-study.ts';
import { fixedEffectsOls } from './fixed-effects-ols.ts';
import { fixedEffectsPoisson } from './fixed-effects-poisson.ts';
import { goodmanBacon } from './goodman-bacon.ts';
import { sunAbraham } from './sun-abraham.ts';

const outcome: Parameter = { type: 'column', default: 'outcome', meaning: 'the column that is explained' };
const unit: Parameter = { type: 'column', default: 'unit', meaning: 'the column that names the unit' };
const period: Parameter = {
  type: 'column',
  default: 'period',
  meaning: 'the column of the period, a number',
};
const firstTreated: Parameter = {
  type: 'column',
  default: 'firstTreated',
  meaning: 'the column of the first treated period; never: empty, 0, or after the last period',
};
const terms: Parameter = { type: 'columns', default: [], meaning: 'columns of numbers beside the effects' };
const errors: Parameter = {
  type: 'word',
  choices: ['cluster', 'hc1', 'iid'],
  default: 'cluster',
  meaning: 'what standard errors allow for',
};
const cluster: Parameter = {
  type: 'columns',
  default: [],
  meaning: 'columns that name clusters, up to four; by default the first effect, or the unit',
};
const reference: Parameter = {
  type: 'number',
  default: -1,
  meaning: 'event time that effects are measured from',
};

const rows = (meaning: string) => [{ name: 'rows', meaning, columns: [] }];

/** Labels of a column of numbers or words. */
const labelsOf = (table: Table, column: string): Float64Array => {
  const words = table.words(column);
  const numbers = Float64Array.from(words, (word) => (word.trim() === '' ? Number.NaN : Number(word)));
  if (numbers.every(Number.isFinite)) return numbers;
  const known = new Map<string, number>();
  return Float64Array.from(words, (word) => {
    if (!known.has(word)) known.set(word, known.size);
    return known.get(word)!;
  });
};

const columnsOf = (table: Table, names: readonly string[]): Record<string, Float64Array> =>
  Object.fromEntries(names.map((name) => [name, table.numbers(name)]));

const errorsOf = (table: Table, { parameters }: MethodCall, standard: string): PanelErrors => {
  if (parameters.errors !== 'cluster') return parameters.errors;
  const names: readonly string[] = parameters.cluster.length > 0 ? parameters.cluster : [standard];
  return { cluster: names.map((name) => labelsOf(table, name)) };
};

const staggeredOf = (table: Table, { parameters }: MethodCall) => ({
  unit: labelsOf(table, parameters.unit),
  period: table.numbers(parameters.period),
  outcome: table.numbers(parameters.outcome),
  firstTreated: Float64Array.from(table.words(parameters.firstTreated), (word) => {
    const first = word.trim() === '' ? 0 : Number(word);
    return first === 0 ? Number.POSITIVE_INFINITY : first;
  }),
});

const fixedEffects: Parameter = {
  type: 'columns',
  default: ['unit', 'period'],
  meaning: 'columns whose levels are the fixed effects, up to eight',
};
const singletons: Parameter = {
  type: 'word',
  choices: ['drop', 'keep'],
  default: 'drop',
  meaning: 'rows alone in a level',
};

const ols: MethodEntry = {
  name: 'fixed-effects-ols',
  card: 'fixed-effects',
  summary: 'what goes with a change of the terms, once units and periods are allowed for?',
  tables: rows('one row per unit and period'),
  parameters: { outcome, terms, effects: fixedEffects, errors, cluster, singletons },
  run: async (call) => {
    const table = call.tables.rows!;
    const { parameters } = call;
    const result = await fixedEffectsOls(
      {
        outcome: table.numbers(parameters.outcome),
        terms: columnsOf(table, parameters.terms),
        effects: Object.fromEntries(parameters.effects.map((name: string) => [name, labelsOf(table, name)])),
      },
      {
        signal: call.signal,
        onProgress: call.onProgress,
        errors: errorsOf(table, call, parameters.effects[0]),
        singletons: parameters.singletons,
      },
    );
    if (isInsufficient(result)) return result;
    const { residuals, kept, ...rest } = result;
    return rest;
  },
};

const poisson: MethodEntry = {
  name: 'fixed-effects-poisson',
  card: 'fixed-effects',
  summary: 'what multiplies the expected count, once units and periods are allowed for?',
  tables: rows('one row per unit and period'),
  parameters: {
    outcome,
    terms,
    effects: fixedEffects,
    exposure: {
      type: 'column',
      optional: true,
      meaning: 'column of exposure, above 0: the count is in proportion',
    },
    errors,
    cluster,
    singletons,
  },
  run: async (call) => {
    const table = call.tables.rows!;
    const { parameters } = call;
    const result = await fixedEffectsPoisson(
      {
        outcome: table.numbers(parameters.outcome),
        terms: columnsOf(table, parameters.terms),
        effects: Object.fromEntries(parameters.effects.map((name: string) => [name, labelsOf(table, name)])),
        offset: parameters.exposure && table.numbers(parameters.exposure).map(Math.log),
      },
      {
        signal: call.signal,
        onProgress: call.onProgress,
        errors: errorsOf(table, call, parameters.effects[0]),
        singletons: parameters.singletons,
      },
    );
    if (isInsufficient(result)) return result;
    const { means, kept, ...rest } = result;
    return rest;
  },
};

const callaway: MethodEntry = {
  name: 'callaway-santanna',
  card: 'callaway-santanna',
  summary: 'what did a treatment change that reached groups at different times?',
  tables: rows('one row per unit and period; units not seen in every period are left out'),
  parameters: {
    outcome,
    unit,
    period,
    firstTreated,
    covariates: { type: 'columns', default: [], meaning: 'columns that controls are made comparable by' },
    method: {
      type: 'word',
      choices: ['dr', 'reg', 'ipw'],
      default: 'dr',
      meaning: 'how covariates are allowed for',
    },
    controls: {
      type: 'word',
      choices: ['never-treated', 'not-yet-treated'],
      default: 'never-treated',
      meaning: 'whom the treated are compared with',
    },
    base: {
      type: 'word',
      choices: ['varying', 'universal'],
      default: 'varying',
      meaning: 'what periods before treatment are compared with',
    },
    anticipation: {
      type: 'number',
      default: 0,
      least: 0,
      meaning: 'periods before treatment that it may affect',
    },
    groupShares: {
      type: 'word',
      choices: ['as-did', 'own'],
      default: 'as-did',
      meaning: 'how the error of the average by groups allows for their sizes',
    },
    cluster: { type: 'column', optional: true, meaning: 'column that names clusters of units' },
    draws: {
      type: 'integer',
      default: 0,
      least: 0,
      most: 99_999,
      meaning: 'bootstrap draws; 0: analytic errors',
    },
  },
  random: true,
  run: (call) => {
    const table = call.tables.rows!;
    const { parameters, seed, signal, onProgress } = call;
    const { method, controls, base, anticipation, groupShares } = parameters;
    return callawaySantAnna(
      { ...staggeredOf(table, call), covariates: columnsOf(table, parameters.covariates) },
      {
        method,
        controls,
        base,
        anticipation,
        groupShares,
        cluster: parameters.cluster && labelsOf(table, parameters.cluster),
        bootstrap: parameters.draws > 0 ? { draws: parameters.draws, seed } : undefined,
        signal,
        onProgress,
      },
    );
  },
};

const sun: MethodEntry = {
  name: 'sun-abraham',
  card: 'event-study',
  summary: 'how does an effect grow with time since treatment, when it differs by cohort?',
  tables: rows('one row per unit and period'),
  parameters: { outcome, unit, period, firstTreated, terms, reference, errors, cluster },
  run: (call) => {
    const table = call.tables.rows!;
    return sunAbraham(
      { ...staggeredOf(table, call), terms: columnsOf(table, call.parameters.terms) },
      {
        errors: errorsOf(table, call, call.parameters.unit),
        reference: call.parameters.reference,
        signal: call.signal,
        onProgress: call.onProgress,
      },
    );
  },
};

const classical: MethodEntry = {
  name: 'event-study',
  card: 'event-study',
  summary: 'how does an effect grow with time since treatment, when it is alike in every cohort?',
  tables: rows('one row per unit and period'),
  parameters: {
    outcome,
    unit,
    period,
    firstTreated,
    terms,
    reference,
    window: {
      type: 'numbers',
      default: [],
      meaning: 'first and last event time; those beyond are taken together',
    },
    errors,
    cluster,
  },
  run: (call) => {
    const table = call.tables.rows!;
    const { window, reference: zero } = call.parameters;
    return eventStudy(
      { ...staggeredOf(table, call), terms: columnsOf(table, call.parameters.terms) },
      {
        errors: errorsOf(table, call, call.parameters.unit),
        reference: zero,
        window: window.length === 0 ? undefined : [window[0], window[1] ?? Number.NaN],
        signal: call.signal,
        onProgress: call.onProgress,
      },
    );
  },
};

const bacon: MethodEntry = {
  name: 'goodman-bacon',
  card: 'goodman-bacon',
  summary: 'which comparisons does a two-way fixed effects estimate average, and with what weights?',
  tables: rows('one row per unit and period, every unit in every period'),
  parameters: { outcome, unit, period, firstTreated },
  run: (call) => goodmanBacon(staggeredOf(call.tables.rows!, call)),
};

export const effectsCatalogue: readonly MethodEntry[] = [ols, poisson, callaway, sun, classical, bacon];
