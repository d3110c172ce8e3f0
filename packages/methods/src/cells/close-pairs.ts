import { type Cells, sortIntoCells } from './cells.ts';

/**
 * How far apart two points are: `euclidean`, the straight line; `manhattan`, |Δx| + |Δy|, which the Near Repeat
 * Calculator and R's NearRepeat use unless told otherwise.
 */
export type Metric = 'euclidean' | 'manhattan';

/** All pairs of points up to a distance apart, walked in the order of the points sorted by place. */
export interface ClosePairs {
  /** the point at each place of the sorted order */
  readonly order: Uint32Array;
  /** finds the pairs of one place with all later places and returns how many; they stand in `later` and `distances` */
  from(place: number): number;
  readonly later: Uint32Array;
  readonly distances: Float64Array;
}

/** O(n) to prepare; all pairs together take O(n + pairs up to twice the reach). */
export const closePairs = (x: Float64Array, y: Float64Array, reach: number, metric: Metric): ClosePairs => {
  // a little more than half the reach, so that rounding never puts close points three cells apart
  const cells = sortIntoCells(x, y, (reach / 2) * (1 + 1e-6));
  const { x: xs, y: ys, start } = cells;
  const ranges = laterRanges(cells);
  const euclidean = metric === 'euclidean';
  let later = new Uint32Array(256);
  let distances = new Float64Array(256);
  let cell = 0;

  return {
    order: cells.order,
    from(place) {
      if (start[cell]! > place) cell = 0;
      while (start[cell + 1]! <= place) cell++;
      const xi = xs[place]!;
      const yi = ys[place]!;
      let found = 0;
      for (let row = 0; row < ROWS; row++) {
        const first = row === 0 ? place + 1 : ranges.first[cell * ROWS + row]!;
        const end = ranges.end[cell * ROWS + row]!;
        if (found + end - first > later.length) {
          const room = 2 * (found + end - first);
          const former = { later, distances };
          later = new Uint32Array(room);
          distances = new Float64Array(room);
          later.set(former.later.subarray(0, found));
          distances.set(former.distances.subarray(0, found));
        }
        for (let j = first; j < end; j++) {
          const dx = Math.abs(xs[j]! - xi);
          const dy = Math.abs(ys[j]! - yi);
          const distance = euclidean ? Math.sqrt(dx * dx + dy * dy) : dx + dy;
          later[found] = j;
          distances[found] = distance;
          // written always and kept when it counts: no branch to guess wrong
          found += distance <= reach ? 1 : 0;
        }
      }
      return found;
    },
    get later() {
      return later;
    },
    get distances() {
      return distances;
    },
  };
};

/** The rows of cells that hold later places in reach: a cell's own and two below. */
const ROWS = 3;

/** Where those places stand, per cell and row: from two columns before to two after, which in the order is one stretch. */
const laterRanges = ({ start, row, column, rowStart }: Cells) => {
  const cells = row.length;
  const first = new Uint32Array(cells * ROWS);
  const end = new Uint32Array(cells * ROWS);
  const rows = rowStart.length - 1;
  for (let r = 0; r < rows; r++)
    for (let below = 0; below < ROWS && r + below < rows; below++) {
      const stop = rowStart[r + below + 1]!;
      let low = rowStart[r + below]!;
      let high = low;
      for (let cell = rowStart[r]!; cell < rowStart[r + 1]!; cell++) {
        while (low < stop && column[low]! < column[cell]! - 2) low++;
        while (high < stop && column[high]! <= column[cell]! + 2) high++;
        first[cell * ROWS + below] = start[low]!;
        end[cell * ROWS + below] = start[high]!;
      }
    }
  return { first, end };
};
