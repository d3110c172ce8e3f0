/** Points sorted by square cells, so that those near a place are found without looking at all. */
export interface CellList {
  /** coordinates in the order of the cells */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** number of each sorted point in the input */
  readonly order: Uint32Array;
  /** the points of cell (column, row) are starts[row · columns + column] … the next start − 1 */
  readonly starts: Uint32Array;
  readonly columns: number;
  readonly rows: number;
  readonly side: number;
  readonly xMin: number;
  readonly yMin: number;
}

/** More cells than this per point are only empty. */
const MOST_CELLS_PER_POINT = 4;

/** Sorts points into cells with sides of `side` or, where those would be far more than the points, larger ones. O(n). */
export const cellList = (x: Float64Array, y: Float64Array, side: number): CellList => {
  const n = x.length;
  let xMin = Number.POSITIVE_INFINITY;
  let xMax = Number.NEGATIVE_INFINITY;
  let yMin = Number.POSITIVE_INFINITY;
  let yMax = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const px = x[i]!;
    const py = y[i]!;
    if (px < xMin) xMin = px;
    if (px > xMax) xMax = px;
    if (py < yMin) yMin = py;
    if (py > yMax) yMax = py;
  }
  const width = xMax - xMin;
  const height = yMax - yMin;
  const most = MOST_CELLS_PER_POINT * n + 16;
  let cell = Math.max(side, Math.max(width, height) / most);
  while ((Math.floor(width / cell) + 1) * (Math.floor(height / cell) + 1) > most) cell *= 1.5;
  // all points in one place
  if (!(cell > 0)) cell = 1;
  const columns = n === 0 ? 1 : Math.floor(width / cell) + 1;
  const rows = n === 0 ? 1 : Math.floor(height / cell) + 1;
  const cells = new Uint32Array(n);
  const starts = new Uint32Array(columns * rows + 1);
  for (let i = 0; i < n; i++) {
    const at = Math.floor((y[i]! - yMin) / cell) * columns + Math.floor((x[i]! - xMin) / cell);
    cells[i] = at;
    starts[at + 1]!++;
  }
  for (let c = 0; c < columns * rows; c++) starts[c + 1]! += starts[c]!;
  const next = starts.slice();
  const order = new Uint32Array(n);
  const sortedX = new Float64Array(n);
  const sortedY = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const to = next[cells[i]!]!++;
    order[to] = i;
    sortedX[to] = x[i]!;
    sortedY[to] = y[i]!;
  }
  return { x: sortedX, y: sortedY, order, starts, columns, rows, side: cell, xMin, yMin };
};

/** The column (or row) of a coordinate, kept within the list. */
export const cellOf = (value: number, least: number, side: number, count: number): number =>
  Math.max(0, Math.min(count - 1, Math.floor((value - least) / side)));
