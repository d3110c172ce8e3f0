import { type Levels, levelsOfRows } from './levels.ts';

/** The rows that can tell something, and why the others cannot. */
export interface EstimationSample {
  /** the rows used, or undefined for all */
  readonly kept: Uint32Array | undefined;
  /** the effects of those rows, renumbered */
  readonly effects: readonly Levels[];
  /** rows that are the only one of their level: their effect fits them perfectly */
  readonly singletons: number;
  /** rows of levels whose outcomes are all zero: a Poisson effect of −∞ fits them perfectly */
  readonly onlyZeros: number;
}

/**
 * Leaves out singletons and, for counts, levels with only zeros, again and again until none is left.
 * Correia (2015), "Singletons, cluster-robust standard errors and fixed effects: a bad mix".
 *
 * @param counts the outcome where levels of only zeros shall go
 * @param dropSingletons false: only those levels go
 */
export const estimationSample = (
  effects: readonly Levels[],
  counts?: Float64Array,
  dropSingletons = true,
): EstimationSample => {
  const n = effects[0]?.codes.length ?? 0;
  const gone = new Uint8Array(n);
  let singletons = 0;
  let onlyZeros = 0;
  for (let found = true; found; ) {
    found = false;
    for (const { codes, count } of effects) {
      const rows = new Uint32Array(count);
      const sums = counts && new Float64Array(count);
      for (let i = 0; i < n; i++) {
        if (gone[i] === 1) continue;
        const level = codes[i]!;
        rows[level] = rows[level]! + 1;
        if (sums) sums[level] = sums[level]! + counts[i]!;
      }
      const least = dropSingletons ? 1 : 0;
      let any = false;
      for (let level = 0; level < count && !any; level++)
        any = rows[level]! > 0 && (rows[level]! <= least || (sums !== undefined && sums[level] === 0));
      if (!any) continue;
      found = true;
      for (let i = 0; i < n; i++) {
        if (gone[i] === 1) continue;
        const level = codes[i]!;
        if (sums && sums[level] === 0) onlyZeros++;
        else if (rows[level] === least) singletons++;
        else continue;
        gone[i] = 1;
      }
    }
  }
  if (singletons + onlyZeros === 0) return { kept: undefined, effects, singletons, onlyZeros };
  const kept = new Uint32Array(n - singletons - onlyZeros);
  for (let i = 0, at = 0; i < n; i++) if (gone[i] === 0) kept[at++] = i;
  return { kept, effects: effects.map((levels) => levelsOfRows(levels, kept)), singletons, onlyZeros };
};

/** A copy of the rows kept, always new. */
export const rowsOf = (values: Float64Array, kept: Uint32Array | undefined): Float64Array => {
  if (kept === undefined) return values.slice();
  const rows = new Float64Array(kept.length);
  for (let i = 0; i < kept.length; i++) rows[i] = values[kept[i]!]!;
  return rows;
};
