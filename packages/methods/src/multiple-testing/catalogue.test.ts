import { expect, test } from 'vitest';
import { runMethod, tableOf } from '../catalogue/index.ts';
import { multipleTestingCatalogue } from './catalogue.ts';

test('a column of p is corrected for how many there are', async () => {
  const tables = { tests: tableOf('tests', { p: [0.01, 0.04, 0.5] }) };
  const adjusted = await Promise.all(
    multipleTestingCatalogue.map(async (entry) => (await runMethod(entry, { tables, given: {} })).result),
  );
  const [hochberg, yekutieli, holm, bonferroni] = adjusted as { adjusted: Float64Array }[];
  const close = (one: { adjusted: Float64Array } | undefined, expected: number[]) =>
    expected.forEach((value, i) => {
      expect(one!.adjusted[i]!).toBeCloseTo(value, 12);
    });
  close(hochberg, [0.03, 0.06, 0.5]);
  // 1 + 1/2 + 1/3 times as much
  close(yekutieli, [0.055, 0.11, 0.5 * (11 / 6)]);
  close(holm, [0.03, 0.08, 0.5]);
  close(bonferroni, [0.03, 0.12, 1]);
});
