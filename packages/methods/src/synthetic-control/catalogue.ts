import { Problem } from '@bluehelm/kernel/problem';
import type { MethodCall, MethodEntry, Parameter } from '../catalogue/entry.ts';
import type { Table } from '../catalogue/table.ts';
import { isInsufficient } from '../insufficient.ts';
import { methodProblems } from '../problems.ts';
import { syntheticControlPlacebos } from './placebos.ts';
import { syntheticControl } from './synthetic-control.ts';

const tables: MethodEntry['tables'] = [
  {
    name: 'outcomes',
    meaning: 'one row per unit and period, none missing',
    columns: [
      { name: 'unit', type: 'word', meaning: 'name of the unit' },
      { name: 'period', type: 'number', meaning: 'e.g. the year' },
      { name: 'outcome', type: 'number', meaning: 'what the treatment may have changed' },
    ],
  },
  {
    name: 'units',
    meaning: 'one row per unit, what it was like before the treatment',
    columns: [{ name: 'unit', type: 'word', meaning: 'name of the unit' }],
  },
];

const parameters = {
  treated: { type: 'word', meaning: 'name of the treated unit' },
  firstTreated: { type: 'number', meaning: 'the first period that the treatment may have changed' },
  predictors: { type: 'columns', meaning: 'columns of units that the mixture should resemble' },
  fitFrom: {
    type: 'number',
    optional: true,
    meaning: 'first period that is fitted; the first of all when absent',
  },
  importance: {
    type: 'numbers',
    least: 0,
    optional: true,
    meaning: 'how much each predictor counts; searched for when absent',
  },
  starts: {
    type: 'integer',
    default: 0,
    least: 0,
    most: 10_000,
    meaning: 'random starts of that search beside equal importance',
  },
} satisfies Record<string, Parameter>;

const argumentsOf = ({ tables: given, parameters: set, seed }: MethodCall) => {
  const outcomes = given.outcomes!;
  const units = given.units!;
  const names = units.words('unit');
  const periods = [...new Set(outcomes.numbers('period'))].sort((a, b) => a - b);
  const at = (period: number): number => periods.filter((one) => one < period).length;
  const treated = names.indexOf(set.treated);
  if (treated < 0)
    throw new Problem(
      methodProblems.parameters,
      `treated is ${set.treated}; one of ${names.slice(0, 20).join(', ')} was expected.`,
    );
  const columns: Float64Array[] = set.predictors.map((name: string) => units.numbers(name));
  const firstTreated = at(set.firstTreated);
  return {
    names,
    periods,
    data: {
      units: names.length,
      outcomes: rectangle(outcomes, names, periods),
      predictors: Float64Array.from(names.flatMap((_, i) => columns.map((values) => values[i]!))),
    },
    options: {
      treated,
      firstTreated,
      fit: { from: set.fitFrom === undefined ? 0 : at(set.fitFrom), to: firstTreated },
      importance: set.importance && Float64Array.from(set.importance as number[]),
      starts: set.starts,
      seed,
    },
  };
};

/** @throws Problem METHOD_COLUMN_INVALID unless every unit has every period once */
const rectangle = (table: Table, names: readonly string[], periods: readonly number[]): Float64Array => {
  const rows = new Map(names.map((name, i) => [name, i]));
  const columns = new Map(periods.map((period, t) => [period, t]));
  const values = new Float64Array(names.length * periods.length).fill(Number.NaN);
  const [unit, period, outcome] = [table.words('unit'), table.numbers('period'), table.numbers('outcome')];
  unit.forEach((name, row) => {
    const at = (rows.get(name) ?? Number.NaN) * periods.length + columns.get(period[row]!)!;
    if (!Number.isNaN(values[at] ?? 0))
      throw new Problem(
        methodProblems.columnInvalid,
        `outcomes holds ${name} in ${period[row]} twice, or a unit that units does not name; each unit and period once was expected.`,
      );
    values[at] = outcome[row]!;
  });
  const missing = values.findIndex(Number.isNaN);
  if (missing >= 0)
    throw new Problem(
      methodProblems.columnInvalid,
      `outcomes lacks ${names[Math.floor(missing / periods.length)]} in ${periods[missing % periods.length]}; each unit in each period was expected.`,
    );
  return values;
};

const control: MethodEntry = {
  name: 'synthetic-control',
  card: 'synthetic-control',
  summary: 'what would a treated unit have been like, by a mixture of untreated units?',
  tables,
  parameters,
  random: true,
  run: (call) => {
    const { names, periods, data, options } = argumentsOf(call);
    const result = syntheticControl(data, options);
    return isInsufficient(result) ? result : { ...result, unit: names, period: periods };
  },
};

const placebos: MethodEntry = {
  name: 'synthetic-control-placebos',
  card: 'synthetic-control',
  summary: 'is a treated unit’s gap from its mixture unusual, beside those of units that were not treated?',
  tables,
  parameters: {
    ...parameters,
    treatedAsControl: {
      type: 'flag',
      default: true,
      meaning: 'whether the treated unit may be part of the others’ mixtures',
    },
  },
  random: true,
  run: async (call) => {
    const { names, periods, data, options } = argumentsOf(call);
    const { signal, onProgress } = call;
    const result = await syntheticControlPlacebos(data, {
      ...options,
      treatedAsControl: call.parameters.treatedAsControl,
      signal,
      onProgress,
    });
    return isInsufficient(result) ? result : { ...result, unit: names, period: periods };
  },
};

export const syntheticControlCatalogue: readonly MethodEntry[] = [control, placebos];
