import { loadWasm } from '../wasm/load-wasm.ts';
import { memoryLayout } from '../wasm/memory-layout.ts';
import { convolveRowsTurned } from './convolve.ts';
import { convolveBlocksWasm } from './convolve-blocks.wasm.ts';

/** A table of cells, row by row. */
interface Plane {
  readonly values: Float64Array | Int32Array;
  readonly rows: number;
  readonly columns: number;
}

/** A symmetric kernel that is a product of one along rows and one along columns, each from its middle outwards. */
interface ProductKernel {
  readonly along: Float64Array;
  readonly upward: Float64Array;
}

/** The part of the result asked for; all where it is left out. */
interface Part {
  readonly left: number;
  readonly below: number;
  readonly columns: number;
  readonly rows: number;
}

/** assembly/surfaces/convolve-blocks.ts */
interface ConvolveBlocks {
  convolveBlocks(
    at: number,
    next: number,
    step: number,
    half: number,
    taps: number,
    times: number,
    out: number,
    outNext: number,
  ): void;
}

// smaller tables are done before the module is compiled, larger ones need memory twice
const LEAST_CELLS = 10_000;
const MOST_CELLS = 2 ** 25;

/**
 * Convolves a table with a kernel, along rows and then along columns. Cells beyond the table count as 0.
 * By WebAssembly where the engine has it, with the same order of additions, so the same result to the bit.
 * O(cells · (along.length + upward.length)).
 */
export const convolvePlane = (
  plane: Plane,
  kernel: ProductKernel,
  part: Part = { left: 0, below: 0, columns: plane.columns, rows: plane.rows },
  withWasm = true,
): Float64Array => {
  const cells = plane.values.length;
  return (
    (withWasm && cells >= LEAST_CELLS && cells <= MOST_CELLS ? byWasm(plane, kernel, part) : undefined) ??
    convolveRowsTurned(
      convolveRowsTurned(plane.values, plane.rows, plane.columns, kernel.along, part.left, part.columns),
      part.columns,
      plane.rows,
      kernel.upward,
      part.below,
      part.rows,
    )
  );
};

/** Sums at once. */
const BLOCK = 8;
const BYTES = 8;

const byWasm = (
  { values, rows, columns }: Plane,
  { along, upward }: ProductKernel,
  part: Part,
): Float64Array | undefined => {
  const blocks = Math.ceil(part.columns / BLOCK);
  const width = blocks * BLOCK;
  // an odd number of cache lines from row to row, so that a column's cells do not displace each other
  const stride = width + (blocks % 2 === 0 ? BLOCK : 0);
  const acrossTaps = along.length - 1;
  const upwardTaps = upward.length - 1;
  const rowLength = acrossTaps + Math.max(columns, part.left + width) + acrossTaps;
  const before = Math.max(0, upwardTaps - part.below);
  const after = Math.max(0, part.below + part.rows + upwardTaps - rows);
  const layout = memoryLayout();
  const at = {
    along: layout.take(BYTES * along.length),
    upward: layout.take(BYTES * upward.length),
    row: layout.take(BYTES * rowLength),
    turned: layout.take(BYTES * stride * (before + rows + after)),
    out: layout.take(BYTES * width * part.rows),
  };
  const loaded = loadWasm<ConvolveBlocks>(convolveBlocksWasm, layout.size);
  if (!loaded) return undefined;
  const { buffer } = loaded.memory;
  const { convolveBlocks } = loaded.exports;
  new Float64Array(buffer, at.along, along.length).set(along);
  new Float64Array(buffer, at.upward, upward.length).set(upward);
  // zeros on both sides, so that the inner loop needs no bounds
  const row = new Float64Array(buffer, at.row + BYTES * acrossTaps, columns);
  const first = at.turned + BYTES * stride * before;
  for (let r = 0; r < rows; r++) {
    row.set(values.subarray(r * columns, (r + 1) * columns));
    const from = at.row + BYTES * (acrossTaps + part.left);
    const to = first + BYTES * stride * r;
    convolveBlocks(from, BYTES * BLOCK, BYTES, at.along, acrossTaps, blocks, to, BYTES * BLOCK);
  }
  const down = BYTES * stride;
  for (let b = 0; b < blocks; b++) {
    const from = first + down * part.below + BYTES * BLOCK * b;
    const to = at.out + BYTES * BLOCK * b;
    convolveBlocks(from, down, down, at.upward, upwardTaps, part.rows, to, BYTES * width);
  }
  const padded = new Float64Array(buffer, at.out, width * part.rows);
  if (width === part.columns) return padded.slice();
  const out = new Float64Array(part.columns * part.rows);
  for (let r = 0; r < part.rows; r++)
    out.set(padded.subarray(r * width, r * width + part.columns), r * part.columns);
  return out;
};
