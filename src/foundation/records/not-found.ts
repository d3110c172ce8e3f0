import { Problem } from '@bluehelm/kernel';
import { recordProblems } from './problems.ts';

/** Absence and refusal look alike. */
export const notFound = (id: string): Problem =>
  new Problem(recordProblems.notFound, `There is no record ${id} in this mission, or you may not see it.`);
