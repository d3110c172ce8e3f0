import { Problem } from '@bluehelm/kernel/problem';
import type { Insufficient } from '../insufficient.ts';
import { methodProblems } from '../problems.ts';
import { poissonNull } from './null-models.ts';
import type { ScanData, ScanOptions, ScanResult } from './options.ts';
import { allWhole, checkedScan, rowSums, runScan, scannedMatrix, tooLittle, total } from './scan.ts';

export interface PoissonScanData extends ScanData {
  /**
   * Expected cases, or the population at risk, in any unit: expected[place · steps + step]. It is scaled to the number
   * of cases. `standardisedExpected` makes it from populations by age, sex or other strata.
   */
  readonly expected: Float64Array;
}

/**
 * Where, and when, were there more cases than the population at risk lets expect? Kulldorff's scan statistic, Poisson
 * model: circles around every place × intervals of time, judged together.
 *
 * @returns clusters with p corrected for all windows, or `Insufficient` for fewer than two places, fewer cases than a
 * cluster must hold, one step in a scan of time, or places all larger than the largest circle
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID (also for cases where none can be expected)
 *
 * O(places² log places + circles · intervals) once and, per simulation, O(cases) draws and at most O(circles ·
 * intervals) comparisons of whole numbers; a simulation is never interrupted.
 * Source: Kulldorff (1997), Communications in Statistics – Theory and Methods 26(6), 1481–1496; space and time:
 * Kulldorff, Athas, Feuer, Miller & Key (1998), American Journal of Public Health 88(9), 1377–1380; prospective:
 * Kulldorff (2001), Journal of the Royal Statistical Society A 164(1), 61–72.
 */
export const scanPoisson = async (
  data: PoissonScanData,
  options: ScanOptions,
): Promise<ScanResult | Insufficient> => {
  const size = checkedScan(data, { cases: data.cases, expected: data.expected }, options);
  allWhole('cases', data.cases);
  const cases = scannedMatrix(data.cases, size, options.window);
  const weights = scannedMatrix(data.expected, size, options.window);
  const count = total(cases);
  const refusal = tooLittle(count, size, options);
  if (refusal) return refusal;
  const scale = count / total(weights);
  const expected = weights.map((weight) => weight * scale);
  for (let i = 0; i < cases.length; i++)
    if (cases[i]! > 0 && !(expected[i]! > 0))
      throw new Problem(
        methodProblems.value,
        `cases[${i}] is ${cases[i]} but expected[${i}] is 0; cases can occur only where some are expected.`,
        { mend: 'Give the place a population at that time, or leave these cases out.' },
      );
  return runScan(
    data,
    cases,
    {
      model: { kind: 'poisson', cases: count },
      expected,
      population: rowSums(expected, size.places, cases.length / size.places),
      nullModel: (cells) => poissonNull(expected, cells, count),
    },
    options,
  );
};
