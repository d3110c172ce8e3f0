import { Problem } from '@bluehelm/kernel';
import { mainProblems } from './problems.ts';

const refuse = (option: string, given: string, expected: string): Problem =>
  new Problem(mainProblems.refused, `${option} ${given.slice(0, 100)} was given; ${expected} was expected.`);

/** @throws Problem COMMAND_REFUSED */
export const wholeNumber = (option: string, text: string, least: number, most: number): number => {
  const value = Number(text);
  if (/^\d{1,15}$/.test(text) && value >= least && value <= most) return value;
  throw refuse(option, text, `a whole number from ${least} to ${most}`);
};

/** @throws Problem COMMAND_REFUSED */
export const oneOf = <Choice extends string>(
  option: string,
  text: string,
  choices: readonly Choice[],
): Choice => {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw refuse(option, text, `one of ${choices.join(', ')}`);
};

/** A day that exists, as `YYYY-MM-DD`. @throws Problem COMMAND_REFUSED */
export const dayOption = (option: string, text: string): string => {
  const day = new Date(`${text}T00:00:00Z`);
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text))
    return text;
  throw refuse(option, text, 'a day that exists, written YYYY-MM-DD,');
};
