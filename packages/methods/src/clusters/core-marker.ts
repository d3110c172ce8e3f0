import type { Cells } from '../cells/cells.ts';
import { loadWasm } from '../wasm/load-wasm.ts';
import { memoryLayout } from '../wasm/memory-layout.ts';
import { markCoresWasm } from './mark-cores.wasm.ts';

/** Tells which points have enough neighbours. */
interface CoreMarker {
  /** 1 at the places marked so far */
  readonly core: Uint8Array;
  /** from, to, from, to … where those stand that may be neighbours; filled by the caller */
  readonly stretches: Uint32Array;
  /**
   * Marks those of the places from … to − 1 that have `need` neighbours in the first `used` numbers of the stretches,
   * which hold `all` points.
   */
  mark(from: number, to: number, used: number, all: number, need: number): void;
}

/** assembly/clusters/mark-cores.ts */
interface MarkCores {
  markCores(
    xs: number,
    ys: number,
    flags: number,
    from: number,
    to: number,
    stretches: number,
    used: number,
    all: number,
    need: number,
    reach: number,
  ): void;
}

// fewer points are compared before the module is compiled
const LEAST_POINTS = 2000;

/**
 * @param most numbers in the stretches
 * @param reach squared distance of neighbours
 */
export const coreMarker = (cells: Cells, most: number, reach: number, withWasm = true): CoreMarker =>
  (withWasm && cells.x.length >= LEAST_POINTS ? wasmMarker(cells, most, reach) : undefined) ??
  plainMarker(cells, most, reach);

const plainMarker = ({ x, y }: Cells, most: number, reach: number): CoreMarker => {
  const core = new Uint8Array(x.length);
  const stretches = new Uint32Array(most);
  const enough = (place: number, used: number, all: number, need: number): boolean => {
    const px = x[place]!;
    const py = y[place]!;
    let found = 0;
    let left = all;
    for (let s = 0; s < used && found + left >= need; s += 2) {
      const stop = stretches[s + 1]!;
      for (let other = stretches[s]!; other < stop; other++) {
        const dx = x[other]! - px;
        const dy = y[other]! - py;
        if (dx * dx + dy * dy <= reach && ++found >= need) return true;
      }
      left -= stop - stretches[s]!;
    }
    return false;
  };
  return {
    core,
    stretches,
    mark(from, to, used, all, need) {
      for (let place = from; place < to; place++) if (enough(place, used, all, need)) core[place] = 1;
    },
  };
};

const wasmMarker = ({ x, y }: Cells, most: number, reach: number): CoreMarker | undefined => {
  const n = x.length;
  const layout = memoryLayout();
  const at = {
    x: layout.take(8 * n),
    y: layout.take(8 * n),
    core: layout.take(n),
    stretches: layout.take(4 * most),
  };
  const loaded = loadWasm<MarkCores>(markCoresWasm, layout.size);
  if (!loaded) return undefined;
  const { buffer } = loaded.memory;
  new Float64Array(buffer, at.x, n).set(x);
  new Float64Array(buffer, at.y, n).set(y);
  const { markCores } = loaded.exports;
  return {
    core: new Uint8Array(buffer, at.core, n),
    stretches: new Uint32Array(buffer, at.stretches, most),
    mark: (from, to, used, all, need) =>
      markCores(at.x, at.y, at.core, from, to, at.stretches, used, all, need, reach),
  };
};
