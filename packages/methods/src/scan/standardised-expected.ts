import { Problem } from '@bluehelm/kernel/problem';
import { methodProblems, wholeNumber } from '../problems.ts';

/**
 * Expected cases per cell by indirect standardisation: each stratum (age and sex, say) has one rate, that of all cells
 * together, and a cell expects what its own people would have at these rates.
 *
 * @param cases cases per stratum over all cells, one number per stratum
 * @param population people, or person-time, at risk: population[cell · strata + stratum], a cell being place · steps + step
 * @returns one expected number per cell; they sum to the number of cases
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID (also for a stratum with cases and no people)
 *
 * O(cells · strata). Source: Kulldorff, Feuer, Miller & Freedman (1997), American Journal of Epidemiology 146(2),
 * 161–170; the standardised morbidity ratio's denominator.
 */
export const standardisedExpected = (cases: Float64Array, population: Float64Array): Float64Array => {
  const strata = wholeNumber('the number of strata', cases.length, 1);
  const cells = population.length / strata;
  if (!Number.isInteger(cells))
    throw new Problem(
      methodProblems.lengths,
      `population has ${population.length} values; a multiple of the ${strata} strata of cases was expected.`,
    );
  const people = new Float64Array(strata);
  for (let i = 0; i < population.length; i++) {
    if (!(population[i]! >= 0 && population[i]! < Number.POSITIVE_INFINITY))
      throw new Problem(
        methodProblems.value,
        `population[${i}] is ${population[i]}; a number of at least 0 was expected.`,
      );
    people[i % strata]! += population[i]!;
  }
  const rates = cases.map((count, stratum) => {
    if (!(count >= 0 && count < Number.POSITIVE_INFINITY) || (count > 0 && people[stratum] === 0))
      throw new Problem(
        methodProblems.value,
        `cases[${stratum}] is ${count} among ${people[stratum]} people; a number of at least 0, and people, were expected.`,
      );
    return count === 0 ? 0 : count / people[stratum]!;
  });
  const expected = new Float64Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    let sum = 0;
    for (let stratum = 0; stratum < strata; stratum++)
      sum += rates[stratum]! * population[cell * strata + stratum]!;
    expected[cell] = sum;
  }
  return expected;
};
