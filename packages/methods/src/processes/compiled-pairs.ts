import type { Breath } from '../long-run.ts';
import { type LoadedWasm, loadWasm } from '../wasm/load-wasm.ts';
import { memoryLayout } from '../wasm/memory-layout.ts';
import { cellGrid, type OrderedEvents, type Reach } from './earlier-events.ts';
import { exponentialSumsWasm } from './exponential-sums.wasm.ts';

/** Coded pairs in a compiled module's memory, where its loop sums them. */
export interface CompiledPairs {
  readonly loaded: LoadedWasm<SumsExports>;
  /** places in the memory; `codes` is the last */
  readonly at: Record<'offsets' | 'groups' | 'kernels' | 'out' | 'codes', number>;
  readonly pairs: number;
}

export interface SumsExports {
  // from, to, then the places of codes, offsets, groups, kernels and out, bytes of a plane of it, and 1
  exponentialSums(...numbers: number[]): void;
  // see the source
  codeEarlier(...numbers: number[]): number;
}

const EVENTS_A_TURN = 512;
const PAGE_BYTES = 65_536;

/**
 * Finds and codes all pairs within reach in one walk; the memory grows with them. `step` is what a step of the codes is
 * long. Undefined where the engine has no such module, or no such memory.
 */
export const compiledPairs = async (
  events: OrderedEvents,
  reach: Reach,
  step: { readonly time: number; readonly square: number },
  kernels: number,
  breath: Breath,
): Promise<CompiledPairs | undefined> => {
  const { t, x, y, type, types } = events;
  const n = t.length;
  const grid = cellGrid(events, reach);
  const layout = memoryLayout();
  const numbers = [t, x, y].map((values) => ({ values, place: layout.take(8 * n) }));
  const passed = [layout.take(8 * n), layout.take(8 * n), layout.take(8 * n)];
  const kinds = layout.take(n);
  const [column, row] = [layout.take(4 * n), layout.take(4 * n)];
  const [oldest, newest] = [layout.take(4 * grid.starts.length), layout.take(4 * grid.starts.length)];
  const at = {
    offsets: layout.take(4 * (n * types + 1)),
    groups: layout.take(n * types),
    kernels: layout.take(32 * kernels),
    out: layout.take(24 * n * types),
    codes: layout.take(16),
  };
  const loaded = loadWasm<SumsExports>(exponentialSumsWasm, layout.size);
  if (!loaded) return undefined;
  const { memory, exports } = loaded;
  for (const { values, place } of numbers) new Float64Array(memory.buffer, place, n).set(values);
  new Uint8Array(memory.buffer, kinds, n).set(type);
  new Int32Array(memory.buffer, column, n).set(Int32Array.from(x, grid.column));
  new Int32Array(memory.buffer, row, n).set(Int32Array.from(y, grid.row));
  for (const place of [oldest, newest])
    new Int32Array(memory.buffer, place, grid.starts.length).set(grid.starts);
  // the last load of four may read beyond the last pair
  const capacity = (): number => Math.floor((memory.buffer.byteLength - at.codes) / 4) - 4;
  let event = 0;
  while (event < n) {
    if (breath.due()) await breath.take(0);
    const to = Math.min(n, event + EVENTS_A_TURN);
    const done = exports.codeEarlier(
      ...[event, to, types, grid.columns, grid.rows, grid.around],
      ...[reach.time, reach.distance ** 2, 1 / step.time, 1 / step.square],
      ...numbers.map(({ place }) => place),
      ...[kinds, column, row, ...passed, oldest, newest, at.offsets, at.codes, capacity()],
    );
    // by an eighth, so that little is taken in vain
    if (done < to && !grown(memory, Math.ceil(memory.buffer.byteLength / PAGE_BYTES / 8) + 16))
      return undefined;
    event = done;
  }
  const pairs = new Uint32Array(memory.buffer, at.offsets, n * types + 1)[n * types]!;
  return { loaded, at, pairs };
};

const grown = (memory: WebAssembly.Memory, pages: number): boolean => {
  try {
    memory.grow(pages);
    return true;
  } catch {
    return false;
  }
};
