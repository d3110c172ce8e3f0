import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { methodProblems } from '../problems.ts';
import { permutationNull } from './null-models.ts';
import type { ScanData, ScanOptions, ScanResult } from './options.ts';
import { allWhole, checkedScan, rowSums, runScan, tooLittle, total } from './scan.ts';

/**
 * Where and when did more cases gather than the places' and the times' own totals let expect? Kulldorff's space-time
 * permutation scan: cases alone, no population, so neither a busy place nor a busy day is a cluster, only their meeting.
 *
 * @returns as `scanPoisson`; `Insufficient` too when all cases fall in one place or one step
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID (also for a purely spatial window)
 *
 * Cost as `scanPoisson`. Source: Kulldorff, Heffernan, Hartman, Assunção & Mostashari (2005), PLoS Medicine 2(3), e59.
 */
export const scanSpaceTimePermutation = async (
  data: ScanData,
  options: ScanOptions,
): Promise<ScanResult | Insufficient> => {
  const { cases } = data;
  const size = checkedScan(data, { cases }, options);
  allWhole('cases', cases);
  if (options.window === 'space')
    throw new Problem(
      methodProblems.value,
      'window is space; retrospective or prospective was expected, for the times of cases are permuted.',
    );
  const count = total(cases);
  const refusal = tooLittle(count, size, options);
  if (refusal) return refusal;
  const { places, steps } = size;
  const byPlace = rowSums(cases, places, steps);
  const byStep = new Float64Array(steps);
  for (let i = 0; i < cases.length; i++) byStep[i % steps]! += cases[i]!;
  const varied = Math.min(byPlace.filter((n) => n > 0).length, byStep.filter((n) => n > 0).length);
  if (varied < 2)
    return insufficient({
      reason: 'no-variation',
      detail: 'All cases fall in one place or one step, so that no permutation differs from the data.',
      have: varied,
      need: 2,
    });
  // the source's equation 2: a place's share of a step's cases is its share of all
  const expected = new Float64Array(cases.length);
  for (let i = 0; i < cases.length; i++)
    expected[i] = (byPlace[Math.floor(i / steps)]! * byStep[i % steps]!) / count;
  return runScan(
    data,
    cases,
    {
      model: { kind: 'poisson', cases: count },
      expected,
      population: byPlace,
      nullModel: (cells, width) => permutationNull(cases, cells, steps, width),
    },
    options,
  );
};
