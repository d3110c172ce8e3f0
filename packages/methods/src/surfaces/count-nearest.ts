import { loadWasm } from '../wasm/load-wasm.ts';
import { memoryLayout } from '../wasm/memory-layout.ts';
import type { Bins } from './bin.ts';
import { countCellsWasm } from './count-cells.wasm.ts';
import type { Raster } from './raster.ts';

/** assembly/surfaces/count-cells.ts */
interface CountCells {
  countCells(
    xs: number,
    ys: number,
    count: number,
    xMin: number,
    yMin: number,
    perX: number,
    perY: number,
    columns: number,
    rows: number,
    table: number,
  ): number;
}

// fewer events are counted before the module is compiled; larger tables need memory twice
const LEAST_EVENTS = 50_000;
const MOST_CELLS = 2 ** 25;

/** Events handed over at once: so many stay in the fast part of memory. */
const CHUNK = 2048;

/** Counts events by cell, by WebAssembly where the engine has it. An event on the upper bound counts in the last cell. O(n). */
export const countNearest = (
  x: Float64Array,
  y: Float64Array,
  raster: Raster,
  withWasm = true,
): Bins & { readonly values: Int32Array } => {
  const { rows, columns } = raster;
  const cells = rows * columns;
  const fast = withWasm && x.length >= LEAST_EVENTS && cells <= MOST_CELLS ? byWasm(x, y, raster) : undefined;
  if (fast) return fast;
  const values = new Int32Array(cells);
  return { values, outside: countSome(x, y, 0, x.length, raster, values) };
};

/** Counts events from … to − 1 into a table and returns how many lie outside. */
const countSome = (
  x: Float64Array,
  y: Float64Array,
  from: number,
  to: number,
  { xMin, xMax, yMin, yMax, columns, rows }: Raster,
  values: Int32Array,
): number => {
  const perX = columns / (xMax - xMin);
  const perY = rows / (yMax - yMin);
  let outside = 0;
  for (let i = from; i < to; i++) {
    const u = (x[i]! - xMin) * perX;
    const v = (y[i]! - yMin) * perY;
    if (u >= 0 && u < columns && v >= 0 && v < rows) values[(v | 0) * columns + (u | 0)]!++;
    // on the upper bounds, or so near that the product rounds up to them
    else if (x[i]! >= xMin && x[i]! <= xMax && y[i]! >= yMin && y[i]! <= yMax)
      values[Math.min(rows - 1, v | 0) * columns + Math.min(columns - 1, u | 0)]!++;
    else outside++;
  }
  return outside;
};

const byWasm = (x: Float64Array, y: Float64Array, raster: Raster) => {
  const { xMin, xMax, yMin, yMax, columns, rows } = raster;
  const layout = memoryLayout();
  const at = {
    x: layout.take(8 * CHUNK),
    y: layout.take(8 * CHUNK),
    table: layout.take(4 * rows * columns),
  };
  const loaded = loadWasm<CountCells>(countCellsWasm, layout.size);
  if (!loaded) return undefined;
  const { buffer } = loaded.memory;
  const { countCells } = loaded.exports;
  const values = new Int32Array(buffer, at.table, rows * columns);
  const chunkX = new Float64Array(buffer, at.x, CHUNK);
  const chunkY = new Float64Array(buffer, at.y, CHUNK);
  const perX = columns / (xMax - xMin);
  const perY = rows / (yMax - yMin);
  let outside = 0;
  for (let from = 0; from < x.length; from += CHUNK) {
    const to = Math.min(from + CHUNK, x.length);
    chunkX.set(x.subarray(from, to));
    chunkY.set(y.subarray(from, to));
    const even = (to - from) & ~1;
    let done = 0;
    while (done < even) {
      const [xs, ys] = [at.x + 8 * done, at.y + 8 * done];
      done += countCells(xs, ys, even - done, xMin, yMin, perX, perY, columns, rows, at.table);
      if (done < even) {
        outside += countSome(x, y, from + done, from + done + 2, raster, values);
        done += 2;
      }
    }
    outside += countSome(x, y, from + even, to, raster, values);
  }
  return { values, outside };
};
