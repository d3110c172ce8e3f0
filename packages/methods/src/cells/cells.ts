/** Points sorted into square cells, cells by row and then by column; only cells that hold points are kept. */
export interface Cells {
  /** the point at each place of the sorted order; the points of a cell stand together */
  readonly order: Uint32Array;
  /** coordinates in sorted order */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** first place of each cell in the order, and the number of points at the end */
  readonly start: Uint32Array;
  /** row and column of each cell. Wide empty stretches are shortened, but two cells at most 2 apart stay so far apart. */
  readonly row: Int32Array;
  readonly column: Int32Array;
  /** first cell of each row, and the number of cells at the end */
  readonly rowStart: Uint32Array;
}

/**
 * Sorts points into cells with sides of the given length, by two counting sorts: O(n), or O(n log n) where points are
 * so far apart that empty rows or columns must be left out. Memory depends on the number of points, not on the area.
 */
export const sortIntoCells = (x: Float64Array, y: Float64Array, side: number): Cells => {
  const n = x.length;
  const columns = lines(x, side);
  const rows = lines(y, side);
  const byColumn = countingSort(undefined, columns.index, columns.count);
  const order = countingSort(byColumn, rows.index, rows.count);

  const start = new Uint32Array(n + 1);
  const row = new Int32Array(n);
  const column = new Int32Array(n);
  const rowStart = new Uint32Array(rows.count + 1);
  const sortedX = new Float64Array(n);
  const sortedY = new Float64Array(n);
  let cells = 0;
  let lastRow = -1;
  let lastColumn = -1;
  for (let at = 0; at < n; at++) {
    const point = order[at]!;
    sortedX[at] = x[point]!;
    sortedY[at] = y[point]!;
    const r = rows.index[point]!;
    const c = columns.index[point]!;
    if (r === lastRow && c === lastColumn) continue;
    while (lastRow < r) rowStart[++lastRow] = cells;
    lastColumn = c;
    start[cells] = at;
    row[cells] = r;
    column[cells] = c;
    cells++;
  }
  while (lastRow < rows.count) rowStart[++lastRow] = cells;
  start[cells] = n;
  return {
    order,
    x: sortedX,
    y: sortedY,
    start: start.subarray(0, cells + 1),
    row: row.subarray(0, cells),
    column: column.subarray(0, cells),
    rowStart,
  };
};

// gaps wider than a neighbourhood of two cells say no more than this
const GAP = 3;

/** The row (or column) of every value. */
const lines = (values: Float64Array, side: number): { index: Int32Array; count: number } => {
  const n = values.length;
  const index = new Int32Array(n);
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (!(most > least)) return { index, count: Math.min(n, 1) };
  // finer than the numbers themselves no line can be
  const width = Math.max(side, (most - least) * 2 ** -52);
  const span = Math.floor((most - least) / width);
  if (span <= 4 * n + 1024) {
    for (let i = 0; i < n; i++) index[i] = Math.floor((values[i]! - least) / width);
    return { index, count: span + 1 };
  }
  const raw = values.map((value) => Math.floor((value - least) / width));
  const sorted = raw.slice().sort();
  const short = new Map<number, number>();
  let place = 0;
  for (let i = 0; i < n; i++) {
    if (i > 0) place += Math.min(GAP, sorted[i]! - sorted[i - 1]!);
    short.set(sorted[i]!, place);
  }
  for (let i = 0; i < n; i++) index[i] = short.get(raw[i]!)!;
  return { index, count: place + 1 };
};

/** Orders points by key, those with equal keys as they were; `undefined` is 0, 1, 2, … */
const countingSort = (order: Uint32Array | undefined, keys: Int32Array, count: number): Uint32Array => {
  const n = keys.length;
  const next = new Uint32Array(count + 1);
  for (let i = 0; i < n; i++) next[keys[i]! + 1]!++;
  for (let k = 0; k < count; k++) next[k + 1]! += next[k]!;
  const sorted = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    const point = order ? order[i]! : i;
    sorted[next[keys[point]!]!++] = point;
  }
  return sorted;
};
