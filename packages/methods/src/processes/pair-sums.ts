import type { Decay } from './decay.ts';
import { CODE_STEPS, type PairList } from './pair-list.ts';

/** What one pass over the pairs gives an iteration. */
export interface PairSums {
  /** 1 + delay's parameters + distance's parameters (+ 1 with marks) */
  readonly planes: number;
  /**
   * By plane, then segment: Σ w over the segment's pairs, w the product of both densities (the distance's per r²) and
   * of the cause's mark factor; then Σ w times the derivative of log w by each parameter.
   */
  readonly out: Float64Array;
  /** takes the parameters of the next pass */
  prepare(theta: Float64Array): void;
  /** sums the segments from … to − 1 */
  run(from: number, to: number): void;
  /** how far the weight of any pair can be off, relative to itself, by being coded: 0 for exact pairs */
  error(theta: Float64Array): number;
}

export interface PairSumsOptions {
  readonly list: PairList;
  readonly delay: Decay;
  readonly distance: Decay;
  readonly groups: number;
  /** where the parameters stand, by group */
  readonly delayAt: number;
  readonly distanceAt: number;
  /** marks less their mean, by event, and where their effect stands */
  readonly marks?: { readonly centred: Float64Array; readonly at: number };
}

export const pairSums = (options: PairSumsOptions): PairSums => {
  const { list, delay, distance, groups, delayAt, distanceAt, marks } = options;
  const planes = 1 + delay.size + distance.size + (marks ? 1 : 0);
  const passes = list.wasm ? wasmPass(options) : list.exact ? exactPass(options) : codedPass(options);
  return {
    planes,
    ...passes,
    error(theta) {
      let worst = 0;
      for (let g = 0; g < groups; g++) {
        const inTime = delay.change(list.step.time / 2, theta, delayAt + g * delay.size);
        const inSpace = distance.change(list.step.square / 2, theta, distanceAt + g * distance.size);
        worst = Math.max(worst, (1 + inTime) * (1 + inSpace) - 1);
      }
      return worst;
    },
  };
};

type Pass = Pick<PairSums, 'out' | 'prepare' | 'run'>;

/** Each pair's own delay and distance, in double precision. */
const exactPass = ({ list, delay, distance, delayAt, distanceAt, marks }: PairSumsOptions): Pass => {
  const segments = list.groups.length;
  const out = new Float64Array((1 + delay.size + distance.size + (marks ? 1 : 0)) * segments);
  const { offsets, groups, source } = list;
  const [a, b] = [1 + delay.size, 1 + distance.size];
  let longest = 0;
  for (let s = 0; s < segments; s++) longest = Math.max(longest, offsets[s + 1]! - offsets[s]!);
  const inTime = new Float64Array(longest * a);
  const inSpace = new Float64Array(longest * b);
  const factors = marks && new Float64Array(marks.centred.length);
  let theta: Float64Array = new Float64Array(0);
  return {
    out,
    prepare(next) {
      theta = next;
      if (factors) markFactors(marks!, theta, factors);
    },
    run(from, to) {
      for (let s = from; s < to; s++) {
        const [first, end] = [offsets[s]!, offsets[s + 1]!];
        for (let k = 0; k * segments < out.length; k++) out[k * segments + s] = 0;
        const g = groups[s]!;
        delay.tabulate(list.exact!.delay, first, end, theta, delayAt + g * delay.size, inTime);
        distance.tabulate(list.exact!.square, first, end, theta, distanceAt + g * distance.size, inSpace);
        for (let p = first; p < end; p++) {
          const [ta, sa] = [(p - first) * a, (p - first) * b];
          const factor = factors ? factors[source![p]!]! : 1;
          const t = factor * inTime[ta]!;
          const u = inSpace[sa]!;
          out[s]! += t * u;
          for (let k = 1; k < a; k++) out[k * segments + s]! += factor * inTime[ta + k]! * u;
          for (let k = 1; k < b; k++) out[(a + k - 1) * segments + s]! += t * inSpace[sa + k]!;
          if (factors) out[(a + b - 1) * segments + s]! += t * u * marks!.centred[source![p]!]!;
        }
      }
    },
  };
};

/** Coded pairs look both densities up: any kernel costs the same. */
const codedPass = (options: PairSumsOptions): Pass => {
  const { list, delay, distance, groups: kernels, delayAt, distanceAt, marks } = options;
  const segments = list.groups.length;
  const out = new Float64Array((1 + delay.size + distance.size + (marks ? 1 : 0)) * segments);
  const [a, b] = [1 + delay.size, 1 + distance.size];
  const middles = (step: number): Float64Array =>
    Float64Array.from({ length: CODE_STEPS }, (_, i) => (i + 0.5) * step);
  const [times, squares] = [middles(list.step.time), middles(list.step.square)];
  const inTime = Array.from({ length: kernels }, () => new Float64Array(CODE_STEPS * a));
  const inSpace = Array.from({ length: kernels }, () => new Float64Array(CODE_STEPS * b));
  const factors = marks && new Float64Array(marks.centred.length);
  const { offsets, groups, source } = list;
  const coded = list.coded!;
  const sums = new Float64Array(4);
  return {
    out,
    prepare(theta) {
      for (let g = 0; g < kernels; g++) {
        delay.tabulate(times, 0, CODE_STEPS, theta, delayAt + g * delay.size, inTime[g]!);
        distance.tabulate(squares, 0, CODE_STEPS, theta, distanceAt + g * distance.size, inSpace[g]!);
      }
      if (factors) markFactors(marks!, theta, factors);
    },
    run(from, to) {
      for (let s = from; s < to; s++) {
        const [first, end] = [offsets[s]!, offsets[s + 1]!];
        const [time, space] = [inTime[groups[s]!]!, inSpace[groups[s]!]!];
        if (factors) {
          lookUpMarked(
            coded,
            source!,
            factors,
            marks!.centred,
            first,
            end,
            time,
            a,
            space,
            b,
            out,
            s,
            segments,
          );
          continue;
        }
        lookUp(coded, first, end, time, a, space, b, sums);
        out[s] = sums[0]!;
        out[segments + s] = sums[1]!;
        out[a * segments + s] = sums[2]!;
        // the second parameter of a power law
        for (let k = 2; k < a; k++)
          out[k * segments + s] = lookUpOne(coded, first, end, time, a, k, space, b, 0);
        for (let k = 2; k < b; k++)
          out[(a + k - 1) * segments + s] = lookUpOne(coded, first, end, time, a, 0, space, b, k);
      }
    },
  };
};

const lookUp = (
  coded: Uint32Array,
  from: number,
  to: number,
  time: Float64Array,
  a: number,
  space: Float64Array,
  b: number,
  sums: Float64Array,
): void => {
  let [sum, byTime, bySpace] = [0, 0, 0];
  for (let p = from; p < to; p++) {
    const code = coded[p]!;
    const ta = (code & 0xffff) * a;
    const sa = (code >>> 16) * b;
    const t = time[ta]!;
    const u = space[sa]!;
    sum += t * u;
    byTime += time[ta + 1]! * u;
    bySpace += t * space[sa + 1]!;
  }
  sums[0] = sum;
  sums[1] = byTime;
  sums[2] = bySpace;
};

const lookUpOne = (
  coded: Uint32Array,
  from: number,
  to: number,
  time: Float64Array,
  a: number,
  timeColumn: number,
  space: Float64Array,
  b: number,
  spaceColumn: number,
): number => {
  let sum = 0;
  for (let p = from; p < to; p++) {
    const code = coded[p]!;
    sum += time[(code & 0xffff) * a + timeColumn]! * space[(code >>> 16) * b + spaceColumn]!;
  }
  return sum;
};

const lookUpMarked = (
  coded: Uint32Array,
  source: Int32Array,
  factors: Float64Array,
  marks: Float64Array,
  from: number,
  to: number,
  time: Float64Array,
  a: number,
  space: Float64Array,
  b: number,
  out: Float64Array,
  s: number,
  segments: number,
): void => {
  for (let k = 0; k < a + b; k++) out[k * segments + s] = 0;
  for (let p = from; p < to; p++) {
    const code = coded[p]!;
    const ta = (code & 0xffff) * a;
    const sa = (code >>> 16) * b;
    const factor = factors[source[p]!]!;
    const t = factor * time[ta]!;
    const u = space[sa]!;
    out[s]! += t * u;
    for (let k = 1; k < a; k++) out[k * segments + s]! += factor * time[ta + k]! * u;
    for (let k = 1; k < b; k++) out[(a + k - 1) * segments + s]! += t * space[sa + k]!;
    out[(a + b - 1) * segments + s]! += t * u * marks[source[p]!]!;
  }
};

const markFactors = (
  { centred, at }: { readonly centred: Float64Array; readonly at: number },
  theta: Float64Array,
  factors: Float64Array,
): void => {
  for (let i = 0; i < factors.length; i++) factors[i] = Math.exp(theta[at]! * centred[i]!);
};

/** The compiled loop for exponential delays and Gaussian distances: four pairs at once in single precision. */
const wasmPass = ({ list, groups: kernels, delayAt, distanceAt }: PairSumsOptions): Pass => {
  const { loaded, at } = list.wasm!;
  const segments = list.groups.length;
  const out = new Float64Array(loaded.memory.buffer, at.out, 3 * segments);
  const numbers = new Float64Array(loaded.memory.buffer, at.kernels, 4 * kernels);
  return {
    out,
    prepare(theta) {
      for (let g = 0; g < kernels; g++) {
        const [a, b] = [Math.exp(theta[delayAt + g]!), Math.exp(theta[distanceAt + g]!)];
        const [byTime, bySquare] = [a * list.step.time, b * list.step.square];
        numbers[4 * g] = a * b * Math.exp(-(byTime + bySquare) / 2);
        numbers[4 * g + 1] = byTime;
        numbers[4 * g + 2] = bySquare;
      }
    },
    run(from, to) {
      loaded.exports.exponentialSums(
        from,
        to,
        at.codes,
        at.offsets,
        at.groups,
        at.kernels,
        at.out,
        8 * segments,
        1,
      );
    },
  };
};
