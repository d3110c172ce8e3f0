import { type Insufficient, insufficient } from '../insufficient.ts';
import { labelsNull } from './null-models.ts';
import type { ScanData, ScanOptions, ScanResult } from './options.ts';
import { allWhole, checkedScan, rowSums, runScan, scannedMatrix, tooLittle, total } from './scan.ts';

export interface BernoulliScanData extends ScanData {
  /** whole numbers of controls: controls[place · steps + step] */
  readonly controls: Float64Array;
}

/**
 * Where, and when, are cases a larger share of cases and controls than elsewhere? Kulldorff's scan statistic, Bernoulli
 * model: the labels case and control are shuffled among them.
 *
 * @returns as `scanPoisson`; `Insufficient` too without controls
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * Cost as `scanPoisson`, with O(cases + controls) per simulation. Source: Kulldorff & Nagarwalla (1995), Statistics in
 * Medicine 14(8), 799–810; Kulldorff (1997), section 4.1.
 */
export const scanBernoulli = async (
  data: BernoulliScanData,
  options: ScanOptions,
): Promise<ScanResult | Insufficient> => {
  const size = checkedScan(data, { cases: data.cases, controls: data.controls }, options);
  allWhole('cases', data.cases);
  allWhole('controls', data.controls);
  const cases = scannedMatrix(data.cases, size, options.window);
  const controls = scannedMatrix(data.controls, size, options.window);
  const count = total(cases);
  const others = total(controls);
  const refusal = tooLittle(count, size, options);
  if (refusal) return refusal;
  if (others === 0)
    return insufficient({
      reason: 'no-controls',
      detail: 'Without controls every window is all cases, so that none can stand out.',
      have: 0,
      need: 1,
    });
  const people = cases.map((n, i) => n + controls[i]!);
  return runScan(
    data,
    cases,
    {
      model: { kind: 'bernoulli', cases: count, population: count + others },
      expected: people.map((n) => (n * count) / (count + others)),
      population: rowSums(people, size.places, cases.length / size.places),
      nullModel: (cells) => labelsNull(people, cells, count),
    },
    options,
  );
};
