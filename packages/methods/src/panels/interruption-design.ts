import { type Design, designMatrix, type Term } from '../design/design.ts';

/** What an interruption may change: the level at once, the slope from then on, or both. */
export type SeriesChange = 'level' | 'slope' | 'level-and-slope';

interface SeriesShape {
  readonly periods: number;
  /** first period of each interruption, counted from 0 */
  readonly interruptions: readonly number[];
  readonly change: SeriesChange;
  /** waves of one, a half, a third … of a period */
  readonly season?: { readonly period: number; readonly harmonics: number } | undefined;
}

interface InterruptionDesign {
  readonly design: Design;
  /** columns that are 0 without the interruptions */
  readonly changes: readonly number[];
}

/** Constant, trend, season, then level and slope of each interruption. Bernal et al. (2017), IJE 46(1), equation 1. */
export const interruptionDesign = ({
  periods,
  interruptions,
  change,
  season,
}: SeriesShape): InterruptionDesign => {
  const column = (of: (t: number) => number): Float64Array =>
    Float64Array.from({ length: periods }, (_, t) => of(t));
  const terms: Term[] = [{ name: 'trend', numbers: column((t) => t) }];
  if (season)
    for (let wave = 1; wave <= season.harmonics; wave++) {
      const angle = (2 * Math.PI * wave) / season.period;
      terms.push({ name: `sin${wave}`, numbers: column((t) => Math.sin(angle * t)) });
      // of the shortest wave of an even period, two periods long, the sine is 0 throughout
      if (2 * wave === season.period) terms.pop();
      terms.push({ name: `cos${wave}`, numbers: column((t) => Math.cos(angle * t)) });
    }
  const first = terms.length + 1;
  for (const start of interruptions) {
    const name = (kind: string): string => (interruptions.length === 1 ? kind : `${kind}@${start}`);
    if (change !== 'slope') terms.push({ name: name('level'), numbers: column((t) => (t >= start ? 1 : 0)) });
    if (change !== 'level')
      terms.push({ name: name('slope'), numbers: column((t) => Math.max(0, t - start)) });
  }
  return {
    design: designMatrix(terms),
    changes: Array.from({ length: terms.length + 1 - first }, (_, k) => first + k),
  };
};
