import { expect, test } from 'vitest';
import { runMethod, tableOf } from '../catalogue/index.ts';
import { multipleTestingCatalogue } from './catalogue.ts';

test.each([
  ['benjamini-hochberg', [0.03, 0.06, 0.5]],
  // 1 + 1/2 + 1/3 times as much
  ['benjamini-yekutieli', [0.055, 0.11, 0.5 * (11 / 6)]],
  ['holm', [0.03, 0.08, 0.5]],
  ['bonferroni', [0.03, 0.12, 1]],
])('a column of p is corrected for how many there are: %s', async (method, expected) => {
  const tables = { tests: tableOf('tests', { p: [0.01, 0.04, 0.5] }) };
  const { result } = await runMethod(multipleTestingCatalogue[0]!, { tables, given: { method } });
  expected.forEach((value, i) => {
    expect((result as { adjusted: Float64Array }).adjusted[i]!).toBeCloseTo(value, 12);
  });
});
