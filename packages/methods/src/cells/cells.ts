/** Points sorted into square cells, cells by row and then by column; only cells that hold points are kept. */
export interface Cells {
  /** the point at each place of the sorted order; the points of a cell stand together */
  readonly order: Uint32Array;
  /** coordinates in sorted order */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** first place of each cell in the order, and the number of points at the end */
  readonly start: Uint32Array;
  /** row and column of each cell. Wide empty stretches are shortened, but two cells at most 3 apart stay so far apart. */
  readonly row: Int32Array;
  readonly column: Int32Array;
  /** first cell of each row, and the number of cells at the end */
  readonly rowStart: Uint32Array;
}

/**
 * Sorts points into cells with sides of the given length: a counting sort by row, then one by column within each row,
 * where everything is near in memory. O(n), or O(n log n) where points are so far apart that empty rows or columns must
 * be left out. Memory depends on the number of points, not on the area.
 */
export const sortIntoCells = (x: Float64Array, y: Float64Array, side: number): Cells => {
  const n = x.length;
  const columns = lines(x, side);
  const rows = lines(y, side);
  const placeStart = bucketStarts(rows.index, rows.count);
  const byRow = emptyPlaces(n);
  const next = placeStart.slice();
  // coordinates move along, so that none is looked up all over memory
  for (let i = 0; i < n; i++) {
    const at = next[rows.index[i]!]!++;
    byRow.order[at] = i;
    byRow.column[at] = columns.index[i]!;
    byRow.x[at] = x[i]!;
    byRow.y[at] = y[i]!;
  }
  const sorted = emptyPlaces(n);
  const sortRow = rowSorter(byRow, sorted, columns.count);

  const start = new Uint32Array(n + 1);
  const row = new Int32Array(n);
  const column = new Int32Array(n);
  const rowStart = new Uint32Array(rows.count + 1);
  let cells = 0;
  for (let r = 0; r < rows.count; r++) {
    const from = placeStart[r]!;
    const to = placeStart[r + 1]!;
    rowStart[r] = cells;
    sortRow(from, to);
    let last = -1;
    for (let at = from; at < to; at++) {
      const own = sorted.column[at]!;
      if (own === last) continue;
      last = own;
      start[cells] = at;
      row[cells] = r;
      column[cells++] = own;
    }
  }
  rowStart[rows.count] = cells;
  start[cells] = n;
  return {
    order: sorted.order,
    x: sorted.x,
    y: sorted.y,
    start: start.subarray(0, cells + 1),
    row: row.subarray(0, cells),
    column: column.subarray(0, cells),
    rowStart,
  };
};

/** Points in some order: their numbers, columns and coordinates. */
interface Places {
  readonly order: Uint32Array;
  readonly column: Int32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

const emptyPlaces = (n: number): Places => ({
  order: new Uint32Array(n),
  column: new Int32Array(n),
  x: new Float64Array(n),
  y: new Float64Array(n),
});

/** Where each key's stretch begins in the sorted order, and the number of all at the end. */
const bucketStarts = (keys: Int32Array, count: number): Uint32Array => {
  const starts = new Uint32Array(count + 1);
  for (let i = 0; i < keys.length; i++) starts[keys[i]! + 1]!++;
  for (let k = 0; k < count; k++) starts[k + 1]! += starts[k]!;
  return starts;
};

/** Puts places from … to − 1 into `sorted` by column, those of one column as they stand. */
const rowSorter = (given: Places, sorted: Places, columns: number) => {
  const next = new Uint32Array(columns + 1);
  const move = (from: number, to: number): void => {
    sorted.order[to] = given.order[from]!;
    sorted.column[to] = given.column[from]!;
    sorted.x[to] = given.x[from]!;
    sorted.y[to] = given.y[from]!;
  };
  return (from: number, to: number): void => {
    const count = to - from;
    if (columns > 16 * count) {
      const keys = Float64Array.from(
        given.column.subarray(from, to),
        (column, k) => column * count + k,
      ).sort();
      for (let at = 0; at < count; at++) move(from + (keys[at]! % count), from + at);
      return;
    }
    next.fill(0);
    for (let at = from; at < to; at++) next[given.column[at]! + 1]!++;
    for (let c = 0, sum = from; c <= columns; c++) {
      sum += next[c]!;
      next[c] = sum;
    }
    for (let at = from; at < to; at++) move(at, next[given.column[at]!]!++);
  };
};

// gaps wider than a neighbourhood of three cells say no more than this
const GAP = 4;

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
    for (let i = 0; i < n; i++) index[i] = (values[i]! - least) / width;
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
