import { Problem } from '@bluehelm/kernel/problem';
import { allFinite, methodProblems, sameLength } from '../problems.ts';

/**
 * Person-time in each step from populations counted at some moments, say censuses: linear between two counts, constant
 * before the first and after the last. SaTScan takes a population given for a year as that of 1 July.
 *
 * @param moments when people were counted, ascending, in any unit of time
 * @param population how many they were then
 * @param bounds beginnings of the steps and the last one's end, ascending, in the same unit
 * @returns people × time for each of the bounds.length − 1 steps
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(moments + steps).
 */
export const personTime = (
  moments: Float64Array,
  population: Float64Array,
  bounds: Float64Array,
): Float64Array => {
  sameLength({ moments, population });
  ascending('moments', moments, 1);
  ascending('bounds', bounds, 2);
  allFinite('population', population);
  const steps = new Float64Array(bounds.length - 1);
  for (let step = 0; step < steps.length; step++) {
    const end = bounds[step + 1]!;
    let from = bounds[step]!;
    let people = peopleAt(moments, population, from);
    // a trapezium between every two knots
    for (let i = 0; i <= moments.length; i++) {
      const to = Math.min(end, moments[i] ?? end);
      if (to <= from) continue;
      const then = peopleAt(moments, population, to);
      steps[step]! += ((people + then) / 2) * (to - from);
      from = to;
      people = then;
    }
  }
  return steps;
};

const peopleAt = (moments: Float64Array, population: Float64Array, time: number): number => {
  let next = 0;
  while (next < moments.length && moments[next]! <= time) next++;
  if (next === 0) return population[0]!;
  const before = population[next - 1]!;
  if (next === moments.length) return before;
  const start = moments[next - 1]!;
  return before + ((population[next]! - before) * (time - start)) / (moments[next]! - start);
};

/** @throws Problem METHOD_VALUE_INVALID */
const ascending = (name: string, values: Float64Array, least: number): void => {
  allFinite(name, values);
  if (values.length < least)
    throw new Problem(
      methodProblems.value,
      `${name} has ${values.length} values; at least ${least} were expected.`,
    );
  for (let i = 1; i < values.length; i++)
    if (!(values[i]! > values[i - 1]!))
      throw new Problem(
        methodProblems.value,
        `${name}[${i}] is ${values[i]} after ${values[i - 1]}; ascending values were expected.`,
      );
};
