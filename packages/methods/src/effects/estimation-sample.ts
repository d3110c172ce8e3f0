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
  const least = dropSingletons ? 1 : 0;
  const tallies = effects.map(({ codes, count }) => {
    const rows = new Uint32Array(count);
    for (let i = 0; i < n; i++) rows[codes[i]!] = rows[codes[i]!]! + 1;
    const sums = new Float64Array(counts ? count : 0);
    if (counts) for (let i = 0; i < n; i++) sums[codes[i]!] = sums[codes[i]!]! + counts[i]!;
    return { codes, rows, sums };
  });
  const useless = (rows: number, sum: number | undefined): boolean =>
    rows > 0 && (rows <= least || sum === 0);
  let singletons = 0;
  let onlyZeros = 0;
  while (tallies.some(({ rows, sums }) => rows.some((count, level) => useless(count, sums[level]))))
    for (const { codes, rows, sums } of tallies) {
      const bad = Uint8Array.from(rows, (count, level) => (useless(count, sums[level]) ? 1 : 0));
      for (let i = 0; i < n; i++) {
        const level = codes[i]!;
        if (bad[level] === 0 || gone[i] === 1) continue;
        gone[i] = 1;
        if (counts && sums[level] === 0) onlyZeros++;
        else singletons++;
        for (const tally of tallies) {
          const at = tally.codes[i]!;
          tally.rows[at] = tally.rows[at]! - 1;
          if (counts) tally.sums[at] = tally.sums[at]! - counts[i]!;
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
