import { loadWasm } from '../wasm/load-wasm.ts';
import { memoryLayout } from '../wasm/memory-layout.ts';
import { stampFootprintsWasm } from './stamp-footprints.wasm.ts';

/** A table of nodes that footprints are added to, or weighed with, by WebAssembly. */
export interface StampTable {
  /** row by row */
  readonly table: Float64Array;
  /** the footprint's values along rows and along columns; filled by the caller */
  readonly across: Float64Array;
  readonly upward: Float64Array;
  /** adds `weight` times the footprint to the nodes from the `first` on */
  add(first: number, weight: number): void;
  /** the sum of the nodes from the `first` on, each times its part of the footprint */
  sum(first: number): number;
}

/** assembly/surfaces/stamp-footprints.ts */
interface StampFootprints {
  stamp(
    at: number,
    stride: number,
    across: number,
    upward: number,
    width: number,
    height: number,
    weight: number,
  ): void;
  weigh(at: number, stride: number, across: number, upward: number, width: number, height: number): number;
}

const MOST_NODES = 2 ** 25;

/** Undefined for tables too large and where the engine has no WebAssembly. */
export const stampTable = (
  { columns, rows }: { readonly columns: number; readonly rows: number },
  width: number,
  height: number,
): StampTable | undefined => {
  const nodes = columns * rows;
  if (nodes > MOST_NODES) return undefined;
  // two nodes at a time: where the width is odd, the one beyond counts 0
  const even = width + (width & 1);
  const layout = memoryLayout();
  const at = {
    across: layout.take(8 * even),
    upward: layout.take(8 * height),
    table: layout.take(8 * (nodes + 1)),
  };
  const loaded = loadWasm<StampFootprints>(stampFootprintsWasm, layout.size);
  if (!loaded) return undefined;
  const { buffer } = loaded.memory;
  const { stamp, weigh } = loaded.exports;
  const stride = 8 * columns;
  return {
    table: new Float64Array(buffer, at.table, nodes),
    across: new Float64Array(buffer, at.across, width),
    upward: new Float64Array(buffer, at.upward, height),
    add: (first, weight) => stamp(at.table + 8 * first, stride, at.across, at.upward, even, height, weight),
    sum: (first) => weigh(at.table + 8 * first, stride, at.across, at.upward, even, height),
  };
};
