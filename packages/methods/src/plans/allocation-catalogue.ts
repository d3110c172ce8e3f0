import { Problem } from '@bluehelm/kernel/problem';
import type { MethodEntry } from '../catalogue/entry.ts';
import { methodProblems } from '../problems.ts';
import { allocateBudget } from './allocate-budget.ts';
import { allocateUnits } from './allocate-units.ts';

const unitsEntry: MethodEntry = {
  name: 'allocate-units',
  card: 'allocation',
  summary: 'how many units should each place get, where each brings less than the one before?',
  tables: [
    {
      name: 'returns',
      meaning: 'one row per place and number of units, from 0 units on, in order',
      columns: [
        { name: 'place', type: 'word', meaning: 'the place' },
        { name: 'units', type: 'number', meaning: '0, 1, 2, … units' },
        { name: 'value', type: 'number', meaning: 'what so many units bring there' },
      ],
    },
    {
      name: 'limits',
      optional: true,
      meaning: 'one row per place with limits',
      columns: [
        { name: 'place', type: 'word', meaning: 'the place' },
        { name: 'least', type: 'number', meaning: 'units it must get' },
        { name: 'most', type: 'number', meaning: 'units it may get' },
      ],
    },
  ],
  parameters: { total: { type: 'integer', least: 0, meaning: 'units there are to give' } },
  run: ({ tables, parameters }) => {
    const table = tables.returns!;
    const units = table.numbers('units');
    const values = table.numbers('value');
    const lists = new Map<string, number[]>();
    table.words('place').forEach((place, row) => {
      const list = lists.get(place) ?? [];
      if (units[row] !== list.length)
        throw new Problem(
          methodProblems.columnInvalid,
          `Column units of returns holds ${units[row]} for ${place} at row ${row + 1}; ${list.length} was expected.`,
        );
      list.push(values[row]!);
      lists.set(place, list);
    });
    const place = [...lists.keys()];
    const returns = [...lists.values()].map((list) => Float64Array.from(list));
    const least = new Int32Array(place.length);
    const most = Int32Array.from(returns, (list) => list.length - 1);
    const limits = tables.limits;
    limits?.words('place').forEach((name, row) => {
      const at = place.indexOf(name);
      if (at < 0)
        throw new Problem(
          methodProblems.columnInvalid,
          `Column place of limits holds ${name}, which has no returns.`,
        );
      least[at] = limits.numbers('least')[row]!;
      most[at] = limits.numbers('most')[row]!;
    });
    return { place, ...allocateUnits(returns, { total: parameters.total, least, most }) };
  },
};

const budgetEntry: MethodEntry = {
  name: 'allocate-budget',
  card: 'allocation',
  summary: 'how should hours or money be shared, where returns level off exponentially?',
  tables: [
    {
      name: 'places',
      meaning: 'one row per place',
      columns: [
        { name: 'value', type: 'number', meaning: 'what it returns with no end of effort, ≥ 0' },
        { name: 'rate', type: 'number', meaning: '1 / the amount that brings 63 % of it' },
        { name: 'least', type: 'number', meaning: 'amount it must get', optional: true },
        { name: 'most', type: 'number', meaning: 'amount it may get', optional: true },
      ],
    },
  ],
  parameters: { total: { type: 'number', least: 0, meaning: 'the budget' } },
  run: ({ tables, parameters }) => {
    const places = tables.places!;
    return allocateBudget(places.numbers('value'), places.numbers('rate'), {
      total: parameters.total,
      least: places.has('least') ? places.numbers('least') : undefined,
      most: places.has('most') ? places.numbers('most') : undefined,
    });
  },
};

export const allocationCatalogue: readonly MethodEntry[] = [unitsEntry, budgetEntry];
