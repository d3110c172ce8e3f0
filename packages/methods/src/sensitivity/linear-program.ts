/** What `maximise` found: the best value and where it lies; undefined x where no x fits or the value has no end. */
export interface Programme {
  readonly value: number;
  readonly x: Float64Array;
}

const NOTHING = 1e-10;
const FRESH_AFTER = 32;

/**
 * max c′x subject to A x = b, x ≥ 0, with b ≥ 0, for few rows: a linear programme over one set of constraints and many c.
 * The revised simplex method in two phases; a start that serves all c is found once.
 * Dantzig (1963), with Bland's (1977) rule after a while, so that it ends. O(rows · columns) a step.
 *
 * @param a rows × columns, row by row
 * @returns undefined where no x fits
 */
export const linearProgramme = (
  a: Float64Array,
  b: Float64Array,
  columns: number,
): ((c: Float64Array) => Programme | 'unbounded') | undefined => {
  const rows = b.length;
  // the tableau: columns of A, then the artificial ones, then b
  const width = columns + rows + 1;
  const start = new Float64Array(rows * width);
  const startBasis = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) start[i * width + j] = a[i * columns + j]!;
    start[i * width + columns + i] = 1;
    start[i * width + width - 1] = b[i]!;
    startBasis[i] = columns + i;
  }
  const feasible = new Float64Array(columns + rows);
  feasible.fill(-1, columns);
  if (run(start, startBasis, feasible, rows, width, columns + rows) === 'unbounded') return undefined;
  let left = 0;
  for (let i = 0; i < rows; i++) if (startBasis[i]! >= columns) left += start[i * width + width - 1]!;
  if (left > 1e-9) return undefined;
  // artificial columns at 0 leave the basis; a row that cannot do without is a combination of others
  for (let i = 0; i < rows; i++) {
    if (startBasis[i]! < columns) continue;
    for (let j = 0; j < columns; j++)
      if (Math.abs(start[i * width + j]!) > 1e-9) {
        pivot(start, startBasis, rows, width, i, j);
        break;
      }
  }

  const tableau = start.slice();
  const basis = startBasis.slice();
  let solved = 0;
  return (c) => {
    // the basis of the last c is a good start for the next; from time to time rounding is left behind
    if (++solved % FRESH_AFTER === 0) {
      tableau.set(start);
      basis.set(startBasis);
    }
    if (run(tableau, basis, c, rows, width, columns) === 'unbounded') {
      tableau.set(start);
      basis.set(startBasis);
      return 'unbounded';
    }
    const x = new Float64Array(columns);
    let value = 0;
    for (let i = 0; i < rows; i++) {
      if (basis[i]! >= columns) continue;
      x[basis[i]!] = Math.max(0, tableau[i * width + width - 1]!);
      value += c[basis[i]!]! * x[basis[i]!]!;
    }
    return { value, x };
  };
};

const run = (
  tableau: Float64Array,
  basis: Int32Array,
  c: Float64Array,
  rows: number,
  width: number,
  open: number,
): 'optimal' | 'unbounded' => {
  let scale = 1;
  for (let j = 0; j < c.length; j++) scale = Math.max(scale, Math.abs(c[j]!));
  for (let step = 0; step < 10_000; step++) {
    let enter = -1;
    let most = NOTHING * scale;
    for (let j = 0; j < open; j++) {
      let gain = c[j]!;
      for (let i = 0; i < rows; i++) gain -= (c[basis[i]!] ?? 0) * tableau[i * width + j]!;
      if (gain > most) {
        enter = j;
        if (step > 200) break;
        most = gain;
      }
    }
    if (enter < 0) return 'optimal';
    let leave = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < rows; i++) {
      const slope = tableau[i * width + enter]!;
      if (slope <= 1e-11) continue;
      const ratio = tableau[i * width + width - 1]! / slope;
      if (ratio < least - 1e-14 || (ratio <= least + 1e-14 && (leave < 0 || basis[i]! < basis[leave]!))) {
        least = Math.min(least, ratio);
        leave = i;
      }
    }
    if (leave < 0) return 'unbounded';
    pivot(tableau, basis, rows, width, leave, enter);
  }
  return 'optimal';
};

const pivot = (
  tableau: Float64Array,
  basis: Int32Array,
  rows: number,
  width: number,
  row: number,
  column: number,
): void => {
  const divisor = tableau[row * width + column]!;
  for (let j = 0; j < width; j++) tableau[row * width + j] = tableau[row * width + j]! / divisor;
  for (let i = 0; i < rows; i++) {
    if (i === row) continue;
    const factor = tableau[i * width + column]!;
    if (factor === 0) continue;
    for (let j = 0; j < width; j++)
      tableau[i * width + j] = tableau[i * width + j]! - factor * tableau[row * width + j]!;
  }
  basis[row] = column;
};
