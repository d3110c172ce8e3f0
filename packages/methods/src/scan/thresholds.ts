import { logLikelihoodRatio, type ScanModel } from './score.ts';

// a code is the root of an expected count in 32nds, rounded down: so its error is the same share of the count's deviation
const CODES_PER_ROOT = 32;
const HIGHEST_CODE = 0xffff;

const LEVELS_PER_UNIT = 4;
const LEVELS = 16 * LEVELS_PER_UNIT;

/** A short whole number for an expected count, rounded down; 0 for anything below 0.001. */
export const codeOf = (expected: number): number =>
  Math.min(HIGHEST_CODE, Math.floor(CODES_PER_ROOT * Math.sqrt(expected)));

/** For levels of the likelihood ratio and codes of expected counts, the least number of cases worth a logarithm. */
export interface Thresholds {
  /** one row of `codes` numbers per level */
  readonly least: Int32Array;
  readonly codes: number;
}

/** The row that serves when only likelihood ratios of at least this are wanted. */
export const levelOf = (ratio: number): number => Math.min(LEVELS - 1, Math.floor(ratio * LEVELS_PER_UNIT));

/**
 * The count a window must reach for its log likelihood ratio to reach a level depends on its expected count alone.
 * Levels and expected counts are rounded down, so a count below the threshold is proof; one above it is not.
 * @param unreachable stands where no number of cases is enough
 */
export const thresholdsFor = (
  model: ScanModel,
  mostExpected: number,
  leastCases: number,
  unreachable: number,
): Thresholds => {
  const codes = codeOf(mostExpected) + 1;
  const least = new Int32Array(LEVELS * codes);
  for (let level = 0; level < LEVELS; level++) {
    const wanted = (level / LEVELS_PER_UNIT) * (1 - 1e-9);
    let count = leastCases;
    least[level * codes] = leastCases;
    for (let code = 1; code < codes; code++) {
      const expected = (code / CODES_PER_ROOT) ** 2 * (1 - 1e-9);
      while (count <= model.cases && !reaches(model, count, expected, wanted)) count++;
      least[level * codes + code] = count <= model.cases ? Math.min(count, unreachable) : unreachable;
    }
  }
  return { least, codes };
};

const reaches = (model: ScanModel, count: number, expected: number, wanted: number): boolean =>
  count > expected && logLikelihoodRatio(model, count, expected) >= wanted;
