import { seeded } from '../random/seeded.ts';
import { differencesFrom, type Panel } from './panel.ts';
import { bestMatch, type Matched, sharesGiven } from './predictor-search.ts';

interface Gaps extends Matched {
  /** outcome − synthetic outcome, by period */
  readonly gaps: Float64Array;
  /** root mean square of the gaps before the treatment (all periods) and from it on */
  readonly before: number;
  readonly after: number;
}

/** The mixture of `controls` that stands for `unit`. Its random starts depend on the unit alone. */
export const matchUnit = (panel: Panel, unit: number, controls: Int32Array): Gaps => {
  const differences = differencesFrom(panel, unit, controls);
  const matched = panel.importance
    ? sharesGiven(differences, panel.importance)
    : bestMatch(differences, panel.starts, seeded(panel.seed).fork(unit));
  const { outcomes, periods, firstTreated } = panel;
  const gaps = outcomes.slice(unit * periods, (unit + 1) * periods);
  controls.forEach((control, i) => {
    const share = matched.shares[i]!;
    if (share > 0)
      for (let t = 0; t < periods; t++) gaps[t] = gaps[t]! - share * outcomes[control * periods + t]!;
  });
  return {
    ...matched,
    gaps,
    before: rootMeanSquare(gaps.subarray(0, firstTreated)),
    after: rootMeanSquare(gaps.subarray(firstTreated)),
  };
};

const rootMeanSquare = (values: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2;
  return Math.sqrt(sum / values.length);
};
