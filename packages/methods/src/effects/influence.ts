import { dot } from './matrix.ts';

/**
 * What each unit adds to an estimate, for units in the order of their groups: zero outside a few runs of units. The
 * estimate's variance is Σ influence² / units².
 */
export interface Influence {
  readonly values: Float64Array;
  /** runs from, to, from, to … outside which the values are zero, ascending */
  readonly runs: readonly number[];
}

/** Σ a·b over the units where both may differ from zero. */
export const influenceProduct = (a: Influence, b: Influence): number => {
  let sum = 0;
  for (let p = 0, q = 0; p < a.runs.length && q < b.runs.length; ) {
    const from = Math.max(a.runs[p]!, b.runs[q]!);
    const to = Math.min(a.runs[p + 1]!, b.runs[q + 1]!);
    if (from < to) sum += dot(a.values, b.values, from, to);
    if (a.runs[p + 1]! < b.runs[q + 1]!) p += 2;
    else q += 2;
  }
  return sum;
};

/** Adds factor · influence to `sum`. */
export const addInfluence = (sum: Float64Array, { values, runs }: Influence, factor: number): void => {
  for (let r = 0; r < runs.length; r += 2)
    for (let i = runs[r]!; i < runs[r + 1]!; i++) sum[i] = sum[i]! + factor * values[i]!;
};

/** An influence that may differ from zero anywhere. */
export const everywhere = (values: Float64Array): Influence => ({ values, runs: [0, values.length] });

/** The same summed within clusters, scaled so that the variance stays Σ influence² / clusters². */
export const byCluster = (
  { values, runs }: Influence,
  clusters: { readonly codes: Uint32Array; readonly count: number },
): Influence => {
  const sums = new Float64Array(clusters.count);
  const factor = clusters.count / values.length;
  for (let r = 0; r < runs.length; r += 2)
    for (let i = runs[r]!; i < runs[r + 1]!; i++)
      sums[clusters.codes[i]!] = sums[clusters.codes[i]!]! + factor * values[i]!;
  return everywhere(sums);
};
