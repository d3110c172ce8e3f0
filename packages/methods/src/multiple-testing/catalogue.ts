import type { MethodEntry } from '../catalogue/entry.ts';
import { benjaminiHochberg } from './benjamini-hochberg.ts';
import { benjaminiYekutieli } from './benjamini-yekutieli.ts';
import { bonferroni } from './bonferroni.ts';
import { holm } from './holm.ts';

const corrections: Readonly<Record<string, (p: Float64Array) => Float64Array>> = {
  'benjamini-hochberg': benjaminiHochberg,
  'benjamini-yekutieli': benjaminiYekutieli,
  holm,
  bonferroni,
};

const multipleTesting: MethodEntry = {
  name: 'multiple-testing',
  card: 'benjamini-hochberg',
  summary: 'which of many finds can be kept so that few, or hardly ever even one, of those kept are false?',
  tables: [
    {
      name: 'tests',
      meaning: 'one row per test',
      columns: [{ name: 'p', type: 'number', meaning: 'its p-value' }],
    },
  ],
  parameters: {
    method: {
      type: 'word',
      choices: Object.keys(corrections),
      default: 'benjamini-hochberg',
      meaning: 'the first two limit the share of false finds, the others the chance of any',
    },
  },
  run: ({ tables, parameters }) => ({
    adjusted: corrections[parameters.method]!(tables.tests!.numbers('p')),
  }),
};

export const multipleTestingCatalogue: readonly MethodEntry[] = [multipleTesting];
