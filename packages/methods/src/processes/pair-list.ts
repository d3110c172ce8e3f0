import type { Breath } from '../long-run.ts';
import { type CompiledPairs, compiledPairs } from './compiled-pairs.ts';
import { earlierEvents, type OrderedEvents, type Reach } from './earlier-events.ts';

/** Steps of a coded delay or squared distance over the reach. */
export const CODE_STEPS = 65_536;

/** All pairs of an event and a possible cause within reach, built once and read in every iteration. */
export interface PairList {
  readonly pairs: number;
  /** segment s = event · types + type of cause: its pairs are offsets[s] … offsets[s + 1] − 1 */
  readonly offsets: Uint32Array;
  /** which kernel a segment has */
  readonly groups: Uint8Array;
  /** lengths of a step: 0 and 0 where pairs are exact */
  readonly step: { readonly time: number; readonly square: number };
  /** exact: delay and squared distance of each pair */
  readonly exact?: { readonly delay: Float64Array; readonly square: Float64Array };
  /** coded: the step of the delay, and 65,536 times that of the squared distance */
  readonly coded?: Uint32Array;
  /** the cause of each pair, where marks need it */
  readonly source?: Int32Array;
  /** the coded pairs are in this module's memory */
  readonly wasm?: CompiledPairs;
}

export interface PairListOptions {
  readonly reach: Reach;
  readonly groupOf: (cause: number, effect: number) => number;
  readonly groups: number;
  /** up to so many pairs are kept exactly, 16 bytes a pair; more are coded, 4 bytes a pair */
  readonly exactUpTo: number;
  readonly withSource: boolean;
  /** whether both kernels are exponential in their argument, so that the compiled loop serves */
  readonly exponential: boolean;
}

/** One walk counts and one writes; many pairs are found, coded and summed by the compiled loops. O(pairs + events · cells in reach). */
export const pairList = async (
  events: OrderedEvents,
  { reach, groupOf, groups, exactUpTo, withSource, exponential }: PairListOptions,
  breath: Breath,
): Promise<PairList> => {
  const { types, type } = events;
  const n = events.t.length;
  const segments = n * types;
  const compiles = exponential && !withSource;
  let offsets = await countPairs(events, reach, compiles ? exactUpTo : Number.POSITIVE_INFINITY, breath);
  const groupsIn = (target: Uint8Array): Uint8Array => {
    for (let event = 0; event < n; event++)
      for (let kind = 0; kind < types; kind++) target[event * types + kind] = groupOf(kind, type[event]!);
    return target;
  };
  if (!offsets) {
    const step = { time: reach.time / CODE_STEPS, square: reach.distance ** 2 / CODE_STEPS };
    const wasm = await compiledPairs(events, reach, step, groups, breath);
    if (wasm) {
      const { buffer } = wasm.loaded.memory;
      return {
        pairs: wasm.pairs,
        offsets: new Uint32Array(buffer, wasm.at.offsets, segments + 1),
        groups: groupsIn(new Uint8Array(buffer, wasm.at.groups, segments)),
        step,
        coded: new Uint32Array(buffer, wasm.at.codes, wasm.pairs),
        wasm,
      };
    }
    offsets = (await countPairs(events, reach, Number.POSITIVE_INFINITY, breath))!;
  }
  const pairs = offsets[segments]!;
  const isExact = pairs <= exactUpTo;
  const step = isExact
    ? { time: 0, square: 0 }
    : { time: reach.time / CODE_STEPS, square: reach.distance ** 2 / CODE_STEPS };
  const exact = isExact ? { delay: new Float64Array(pairs), square: new Float64Array(pairs) } : undefined;
  const source = withSource ? new Int32Array(pairs) : undefined;
  const coded = isExact ? undefined : new Uint32Array(pairs);
  const write = earlierEvents(events, reach);
  let at = 0;
  for (let event = 0; event < n; event++) {
    if ((event & 127) === 0 && breath.due()) await breath.take(0);
    const found = write(event);
    const total = found.ends[types - 1]!;
    if (coded) encode(found.delay, found.square, total, step.time, step.square, coded, at);
    else {
      exact!.delay.set(found.delay.subarray(0, total), at);
      exact!.square.set(found.square.subarray(0, total), at);
    }
    source?.set(found.source.subarray(0, total), at);
    at += total;
  }
  return {
    pairs,
    offsets,
    groups: groupsIn(new Uint8Array(segments)),
    step,
    ...(exact ? { exact } : {}),
    ...(coded ? { coded } : {}),
    ...(source ? { source } : {}),
  };
};

/** Where the pairs of each segment start, and the last end; undefined when there are more than `most`. */
const countPairs = async (
  events: OrderedEvents,
  reach: Reach,
  most: number,
  breath: Breath,
): Promise<Uint32Array | undefined> => {
  const { types } = events;
  const n = events.t.length;
  const offsets = new Uint32Array(n * types + 1);
  const count = earlierEvents(events, reach);
  let pairs = 0;
  for (let event = 0; event < n; event++) {
    if ((event & 127) === 0 && breath.due()) await breath.take(0);
    const { ends } = count(event);
    for (let kind = 0; kind < types; kind++) offsets[event * types + kind + 1] = pairs + ends[kind]!;
    pairs += ends[types - 1]!;
    if (pairs > most) return undefined;
  }
  return offsets;
};

const encode = (
  delay: Float64Array,
  square: Float64Array,
  count: number,
  stepTime: number,
  stepSquare: number,
  coded: Uint32Array,
  at: number,
): void => {
  const byTime = 1 / stepTime;
  const bySquare = 1 / stepSquare;
  for (let k = 0; k < count; k++) {
    const a = Math.min(CODE_STEPS - 1, (delay[k]! * byTime) | 0);
    const b = Math.min(CODE_STEPS - 1, (square[k]! * bySquare) | 0);
    coded[at + k] = a | (b << 16);
  }
};
