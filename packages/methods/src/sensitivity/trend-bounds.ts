/** How far the two groups' trends may have parted after the treatment, measured by what is seen of them before. */
export type TrendBound =
  /** no period's step of the difference exceeds `bound` times the largest step before the treatment: Δ^RM(M̄) */
  | 'relative-magnitudes'
  /** the difference's slope changes by at most `bound` from one period to the next: Δ^SD(M) */
  | 'smoothness';

/** The differences in trend δ (before, then after; the reference period's 0 left out) with A δ ≤ d. */
export interface Polyhedron {
  /** rows × (pre + post), row by row */
  readonly a: Float64Array;
  readonly d: Float64Array;
}

/** The bound as a union of polyhedra. Rambachan & Roth (2023), sections 2.3 and 2.4.2. */
export const polyhedra = (
  kind: TrendBound,
  bound: number,
  pre: number,
  post: number,
): readonly Polyhedron[] => {
  if (kind === 'smoothness') return [smooth(bound, pre, post)];
  const all: Polyhedron[] = [];
  for (let largest = 0; largest < pre; largest++)
    for (const sign of [1, -1]) all.push(relative(bound, pre, post, largest, sign));
  return all;
};

/** Step `largest` before the treatment, taken with `sign`, is the largest; steps afterwards stay within `bound` times it. */
const relative = (bound: number, pre: number, post: number, largest: number, sign: number): Polyhedron => {
  const rows: number[][] = [];
  for (let step = 0; step < pre + post; step++)
    for (const side of [1, -1]) {
      const row = new Array<number>(pre + post + 1).fill(0);
      add(row, step, side);
      add(row, largest, -sign * (step < pre ? 1 : bound));
      if (row.some((value) => value !== 0)) rows.push(row);
    }
  return withoutReference(rows, pre, 0);
};

const smooth = (bound: number, pre: number, post: number): Polyhedron => {
  const rows: number[][] = [];
  for (let step = 1; step < pre + post; step++)
    for (const side of [1, -1]) {
      const row = new Array<number>(pre + post + 1).fill(0);
      add(row, step, side);
      add(row, step - 1, -side);
      rows.push(row);
    }
  return withoutReference(rows, pre, bound);
};

/** The step from period `step` to the next, counted from the first period before the treatment. */
const add = (row: number[], step: number, factor: number): void => {
  row[step + 1] = row[step + 1]! + factor;
  row[step] = row[step]! - factor;
};

const withoutReference = (rows: readonly number[][], pre: number, limit: number): Polyhedron => ({
  a: Float64Array.from(rows.flatMap((row) => row.filter((_, at) => at !== pre))),
  d: new Float64Array(rows.length).fill(limit),
});
