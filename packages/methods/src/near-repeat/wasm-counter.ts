import { loadWasm } from '../wasm/load-wasm.ts';
import { memoryLayout } from '../wasm/memory-layout.ts';
import { countCloseWasm } from './count-close.wasm.ts';
import { type Counter, limitsOf, type PairsAndTimes } from './pair-counter.ts';

type Count = (
  n: number,
  offsets: number,
  neighbours: number,
  codes: number,
  more: number,
  out: number,
) => void;
type Permute = (n: number, from: number, lane: number, a: number, b: number, c: number, d: number) => void;

/** What assembly/near-repeat/count-close.ts exports. */
interface CountClose {
  beyondSteps(count: number, ...parameters: Parameters<Count>): void;
  readonly beyondManySteps: Count;
  readonly beyondReach16: Count;
  readonly beyondReach32: Count;
  readonly permute16: Permute;
  readonly permute32: Permute;
}

const POINT_BYTES = 64;
/** limits that one pass over the pairs compares with */
const LIMITS_AT_ONCE = 3;
const MOST_STEPS_8 = 126;
const MOST_RANKS_16 = 32_767;

/** Counts 32 permutations (16 with very many distinct times) side by side; undefined where the engine cannot. */
export const wasmCounter = ({ bands, times }: PairsAndTimes): Counter | undefined => {
  const n = times.codes.length;
  const wide = times.kind === 'ranks' && times.distinct > MOST_RANKS_16;
  const Codes = wide ? Int32Array : Int16Array;
  const lanes = POINT_BYTES / Codes.BYTES_PER_ELEMENT;
  const layout = memoryLayout();
  const at = {
    codes: layout.take(n * POINT_BYTES),
    reaches: layout.take(times.kind === 'ranks' ? n * POINT_BYTES : 0),
    source: layout.take(n * Codes.BYTES_PER_ELEMENT),
    limits: layout.take(LIMITS_AT_ONCE * Int16Array.BYTES_PER_ELEMENT),
    out: layout.take(LIMITS_AT_ONCE * lanes * Uint32Array.BYTES_PER_ELEMENT),
  };
  const lists = bands.map(({ offsets, neighbours }) => ({
    offsets: layout.take(offsets.byteLength),
    neighbours: layout.take(neighbours.byteLength),
  }));
  const loaded = loadWasm<CountClose>(countCloseWasm, layout.size);
  if (!loaded) return undefined;
  const { exports, memory } = loaded;
  lists.forEach((list, band) => {
    const { offsets, neighbours } = bands[band]!;
    new Uint32Array(memory.buffer, list.offsets, offsets.length).set(offsets);
    new Uint32Array(memory.buffer, list.neighbours, neighbours.length).set(neighbours);
  });
  new Codes(memory.buffer, at.source, n).set(times.codes);
  const codes = new Codes(memory.buffer, at.codes, n * lanes);
  const reaches = new Codes(memory.buffer, at.reaches, times.kind === 'ranks' ? n * lanes : 0);
  const limits = new Int16Array(memory.buffer, at.limits, LIMITS_AT_ONCE);
  const out = new Uint32Array(memory.buffer, at.out, LIMITS_AT_ONCE * lanes);
  const permute = wide ? exports.permute32 : exports.permute16;
  const beyondReach = wide ? exports.beyondReach32 : exports.beyondReach16;
  const all = limitsOf(times);

  /** Counts some limits, from `first` on, in every band. */
  const pass = (into: Float64Array, first: number, count: number, beyond: Count, more: number): void =>
    lists.forEach((list, band) => {
      out.fill(0);
      beyond(n, list.offsets, list.neighbours, at.codes, more, at.out);
      const pairs = bands[band]!.neighbours.length;
      for (let limit = 0; limit < count; limit++)
        for (let lane = 0, cell = band * all + first + limit; cell < into.length; lane++) {
          into[cell] = pairs - out[limit * lanes + lane]!;
          cell += bands.length * all;
        }
    });

  return {
    lanes,
    count(permutations) {
      const into = new Float64Array(permutations.length * bands.length * all);
      permutations.forEach((state, lane) => {
        permute(n, at.source, at.codes + lane * Codes.BYTES_PER_ELEMENT, ...state);
      });
      if (times.kind === 'ranks')
        times.reaches.forEach((reach, limit) => {
          for (let k = 0; k < codes.length; k++) reaches[k] = reach[codes[k]!]!;
          pass(into, limit, 1, beyondReach, at.reaches);
        });
      else
        for (const [first, some] of groups(times.limits)) {
          limits.set(some);
          if (some.every((limit) => limit <= MOST_STEPS_8))
            pass(
              into,
              first,
              some.length,
              (...place) => exports.beyondSteps(some.length, ...place),
              at.limits,
            );
          else pass(into, first, 1, exports.beyondManySteps, at.limits);
        }
      return into;
    },
  };
};

/** Neighbouring limits that one pass can take: up to three small ones, or one large. */
const groups = (limits: Int16Array): [number, Int16Array][] => {
  const found: [number, Int16Array][] = [];
  for (let first = 0; first < limits.length; ) {
    let end = first + 1;
    if (limits[first]! <= MOST_STEPS_8)
      while (end < limits.length && end < first + LIMITS_AT_ONCE && limits[end]! <= MOST_STEPS_8) end++;
    found.push([first, limits.slice(first, end)]);
    first = end;
  }
  return found;
};
