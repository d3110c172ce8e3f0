import type { MethodEntry } from '../catalogue/entry.ts';
import { benjaminiHochberg } from './benjamini-hochberg.ts';
import { benjaminiYekutieli } from './benjamini-yekutieli.ts';
import { bonferroni } from './bonferroni.ts';
import { holm } from './holm.ts';

const correction = (
  name: string,
  summary: string,
  correct: (p: Float64Array) => Float64Array,
): MethodEntry => ({
  name,
  card: 'benjamini-hochberg',
  summary,
  tables: [
    {
      name: 'tests',
      meaning: 'one row per test',
      columns: [{ name: 'p', type: 'number', meaning: 'its p-value' }],
    },
  ],
  parameters: {},
  run: ({ tables }) => {
    const p = tables.tests!.numbers('p');
    return { p, adjusted: correct(p) };
  },
});

export const multipleTestingCatalogue: readonly MethodEntry[] = [
  correction(
    'benjamini-hochberg',
    'which of many finds can be kept so that few of those kept are false?',
    benjaminiHochberg,
  ),
  correction(
    'benjamini-yekutieli',
    'the same for tests that may depend on each other in any way',
    benjaminiYekutieli,
  ),
  correction('holm', 'which can be kept so that hardly ever is even one false?', holm),
  correction('bonferroni', 'the same by one bound for all tests', bonferroni),
];
