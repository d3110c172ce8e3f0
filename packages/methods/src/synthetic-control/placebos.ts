import { type Insufficient, insufficient, isInsufficient } from '../insufficient.ts';
import type { LongRun } from '../long-run.ts';
import { type BlockTask, inBlocks } from '../workers/blocks.ts';
import { matchUnit } from './match-unit.ts';
import {
  type Panel,
  panelOf,
  type SyntheticControlData,
  type SyntheticControlOptions,
  unitsBut,
} from './panel.ts';

interface Shared {
  readonly panel: Panel;
  /** the unit that no other may be mixed from; −1: none */
  readonly leftOut: number;
}

/** Per unit: its gaps by period, then their root mean square before and after. */
export const placeboGaps: BlockTask<Shared, Float64Array> = {
  name: 'synthetic-control-placebos',
  run: ({ panel, leftOut }, from, to) => {
    const width = panel.periods + 2;
    const rows = new Float64Array((to - from) * width);
    for (let unit = from; unit < to; unit++) {
      const { gaps, before, after } = matchUnit(panel, unit, unitsBut(panel.units, unit, leftOut));
      rows.set(gaps, (unit - from) * width);
      rows.set([before, after], (unit - from) * width + panel.periods);
    }
    return rows;
  },
};

export interface PlaceboOptions extends SyntheticControlOptions, LongRun {
  /**
   * whether the treated unit may be part of the controls' mixtures, true when absent: only then are all units dealt with alike,
   * as the p-value needs. False keeps an effect out of the placebos.
   */
  readonly treatedAsControl?: boolean | undefined;
  /** threads beside this one; the answer does not depend on them */
  readonly workers?: number | undefined;
}

export interface Placebos {
  readonly kind: 'synthetic-control-placebos';
  /** units × periods: gaps of each unit from its own mixture, as if it had been treated; the treated one's among them */
  readonly gaps: Float64Array;
  /** root mean squared gap before and after the treatment, by unit */
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** after / before, by unit; Infinity where a unit was matched exactly */
  readonly ratios: Float64Array;
  /** share of units, the treated one included, whose ratio is at least the treated one's */
  readonly p: number;
  /** 1 / units: no p can be lower */
  readonly leastP: number;
}

/** Fewer controls than this could not even bring p to 0.1. */
export const LEAST_PLACEBOS = 9;

/**
 * Is the treated unit's gap unusual? Every control is treated in thought, and the gaps after the treatment are compared
 * relative to those before.
 *
 * @returns all gaps and p, or `Insufficient` as `syntheticControl`, and `too-few-controls` below 9
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID; the signal's reason
 *
 * One search a unit. p is exact when the treated unit was chosen by lot; else it is a measure of how unusual it is.
 * Source: Abadie, Diamond & Hainmueller (2010), section 3.4; (2015), AJPS 59(2), for the ratio.
 */
export const syntheticControlPlacebos = async (
  data: SyntheticControlData,
  { treatedAsControl = true, workers, signal, onProgress, ...options }: PlaceboOptions,
): Promise<Placebos | Insufficient> => {
  const panel = panelOf(data, options);
  if (isInsufficient(panel)) return panel;
  const { units, periods } = panel;
  if (units - 1 < LEAST_PLACEBOS)
    return insufficient({
      reason: 'too-few-controls',
      detail: 'With so few controls no gap, however large, would be unusual.',
      have: units - 1,
      need: LEAST_PLACEBOS,
    });
  const blocks = await inBlocks(
    placeboGaps,
    { panel, leftOut: treatedAsControl ? -1 : options.treated },
    units,
    { workers, blockSize: 1, signal, onProgress },
  );
  const gaps = new Float64Array(units * periods);
  const before = new Float64Array(units);
  const after = new Float64Array(units);
  blocks.forEach((row, unit) => {
    gaps.set(row.subarray(0, periods), unit * periods);
    before[unit] = row[periods]!;
    after[unit] = row[periods + 1]!;
  });
  const ratios = after.map((value, i) => (value === 0 ? 0 : value / before[i]!));
  const own = ratios[options.treated]!;
  return {
    kind: 'synthetic-control-placebos',
    gaps,
    before,
    after,
    ratios,
    p: ratios.filter((ratio) => ratio >= own).length / units,
    leastP: 1 / units,
  };
};
