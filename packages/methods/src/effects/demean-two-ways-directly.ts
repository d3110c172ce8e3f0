import type { Breath } from '../long-run.ts';
import { levelWeights, subtractMeans } from './demean-one-way.ts';
import type { Demeaner } from './demeaner.ts';
import { type GroundedCholesky, groundedCholesky } from './grounded-cholesky.ts';
import type { Levels } from './levels.ts';

/** Two effects and the rows of each level of the one with more levels, side by side. */
export interface DirectPlan {
  readonly many: Levels;
  readonly few: Levels;
  /** the rows in the order of `many`, or undefined where they lie so already */
  readonly order: Uint32Array | undefined;
  /** the levels of `few` in that order */
  readonly fewInOrder: Uint32Array;
  /** where each level of `many` begins in that order */
  readonly starts: Uint32Array;
}

// the direct way is taken while its multiplications number fewer than this many a row: about what conjugate
// gradients would cost for a handful of columns
const PER_ROW = 120;
const MOST_LEVELS = 3000;

/**
 * @returns undefined with more than 3000 levels of `few`, and, unless it is wanted `always`, where solving for them would be
 * dearer than conjugate gradients
 */
export const directPlan = (
  many: Levels,
  few: Levels,
  weighted: boolean,
  when: 'cheap' | 'always' = 'cheap',
): DirectPlan | undefined => {
  const n = many.codes.length;
  const most = when === 'always' ? Number.POSITIVE_INFINITY : PER_ROW * Math.max(n, 1e5);
  if (few.count > MOST_LEVELS || few.count ** 3 / 6 > most) return undefined;
  const starts = new Uint32Array(many.count + 1);
  let sorted = true;
  for (let i = 0; i < n; i++) {
    const code = many.codes[i]!;
    starts[code + 1] = starts[code + 1]! + 1;
    if (i > 0 && code < many.codes[i - 1]!) sorted = false;
  }
  for (let level = 0; level < many.count; level++) starts[level + 1] = starts[level + 1]! + starts[level]!;
  const order = sorted ? undefined : orderOf(many, starts);
  const fewInOrder = order === undefined ? few.codes : order.map((row) => few.codes[row]!);
  const plan = { many, few, order, fewInOrder, starts };
  if (when === 'always') return plan;
  let cost = few.count ** 3 / 6;
  for (let level = 0; level < many.count; level++)
    if (weighted || !repeats(plan, level))
      cost += Math.min(starts[level + 1]! - starts[level]!, few.count) ** 2 / 2;
  return cost <= most ? plan : undefined;
};

const orderOf = (many: Levels, starts: Uint32Array): Uint32Array => {
  const next = starts.slice(0, many.count);
  const order = new Uint32Array(many.codes.length);
  for (let i = 0; i < order.length; i++) {
    const code = many.codes[i]!;
    const at = next[code]!;
    order[at] = i;
    next[code] = at + 1;
  }
  return order;
};

/** Whether a level of `many` meets the same levels of `few`, in the same order, as the level before it. */
const repeats = ({ starts, fewInOrder }: DirectPlan, level: number): boolean => {
  if (level === 0) return false;
  const from = starts[level]!;
  const length = starts[level + 1]! - from;
  const before = starts[level - 1]!;
  if (from - before !== length) return false;
  for (let k = 0; k < length; k++) if (fewInOrder[from + k] !== fewInOrder[before + k]) return false;
  return true;
};

/** A demeaner that can also tell what it found for the levels of the second effect. */
interface DirectDemeaner extends Demeaner {
  /** demeans, and writes the effects of `few` into `found`: 0 for one level of each connected part */
  demeanInto(column: Float64Array, found: Float64Array): void;
  /** the decomposed equations of the effects of `few` */
  readonly equations: GroundedCholesky;
}

/**
 * Two effects by elimination: the levels of `many` are eliminated by hand and the equations for those of `few`,
 * (D₂ − Bᵀ D₁⁻¹ B) δ = Bᵀ(x − x̄), are solved once by Cholesky for all columns. Exact; O(Σ rows²) over the levels of
 * `many` (one of each run of levels with equal rows, without weights) + O(few³ / 6), then O(n) a column.
 */
export const demeanDirectly = async (
  plan: DirectPlan,
  weights: Float64Array | undefined,
  breath: Breath,
): Promise<DirectDemeaner> => {
  const { many, few } = plan;
  const manyTotal = levelWeights(many, weights);
  const fewTotal = levelWeights(few, weights);
  const matrix = await effectEquations(plan, weights, manyTotal, fewTotal, breath);
  const equations = groundedCholesky(matrix, few.count, fewTotal);
  const mean = new Float64Array(many.count);
  const found = new Float64Array(few.count);
  const demeanInto = (column: Float64Array, into: Float64Array): void => {
    subtractMeans(column, many.codes, weights, manyTotal, mean);
    into.fill(0);
    addByLevel(into, few.codes, column, weights);
    equations.solve(into);
    for (let i = 0; i < column.length; i++) column[i] = column[i]! - into[few.codes[i]!]!;
    subtractMeans(column, many.codes, weights, manyTotal, mean);
  };
  return {
    equations,
    demeanInto,
    demean: async (column) => {
      demeanInto(column, found);
      return true;
    },
  };
};

const addByLevel = (
  sums: Float64Array,
  codes: Uint32Array,
  column: Float64Array,
  weights: Float64Array | undefined,
): void => {
  if (weights === undefined)
    for (let i = 0; i < column.length; i++) sums[codes[i]!] = sums[codes[i]!]! + column[i]!;
  else for (let i = 0; i < column.length; i++) sums[codes[i]!] = sums[codes[i]!]! + weights[i]! * column[i]!;
};

/** D₂ − Bᵀ D₁⁻¹ B, both triangles' halves folded into the lower one. */
const effectEquations = async (
  plan: DirectPlan,
  weights: Float64Array | undefined,
  manyTotal: Float64Array,
  fewTotal: Float64Array,
  breath: Breath,
): Promise<Float64Array> => {
  const { many, few, order, fewInOrder, starts } = plan;
  const size = few.count;
  // every pair of rows of a level once, in whichever triangle it falls
  const pairs = new Float64Array(size * size);
  const matrix = new Float64Array(size * size);
  const inOrder = weights === undefined || order === undefined ? weights : gathered(weights, order);
  const met = new Uint32Array(size);
  const metWeight = new Float64Array(size);
  const place = new Float64Array(size);
  let level = 0;
  while (level < many.count) {
    if ((level & 1023) === 0 && breath.due()) await breath.take(0);
    let next = level + 1;
    if (inOrder === undefined) while (next < many.count && repeats(plan, next)) next++;
    const scale = (next - level) / manyTotal[level]!;
    const from = starts[level]!;
    const to = starts[level + 1]!;
    if (to - from > size) {
      let count = 0;
      for (let k = from; k < to; k++) {
        const code = fewInOrder[k]!;
        if (place[code] === 0) met[count++] = code;
        place[code] = place[code]! + (inOrder === undefined ? 1 : inOrder[k]!);
      }
      for (let k = 0; k < count; k++) {
        metWeight[k] = place[met[k]!]!;
        place[met[k]!] = 0;
      }
      addWeightedPairs(pairs, matrix, size, met, metWeight, 0, count, scale);
    } else if (inOrder === undefined) addPairs(pairs, matrix, size, fewInOrder, from, to, scale);
    else addWeightedPairs(pairs, matrix, size, fewInOrder, inOrder, from, to, scale);
    level = next;
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) matrix[i * size + j] = -(pairs[i * size + j]! + pairs[j * size + i]!);
    matrix[i * size + i] = fewTotal[i]! - matrix[i * size + i]! - 2 * pairs[i * size + i]!;
  }
  return matrix;
};

const addPairs = (
  pairs: Float64Array,
  diagonal: Float64Array,
  size: number,
  codes: Uint32Array,
  from: number,
  to: number,
  scale: number,
): void => {
  for (let a = from; a < to; a++) {
    const row = codes[a]! * size;
    const own = row + codes[a]!;
    diagonal[own] = diagonal[own]! + scale;
    for (let b = from; b < a; b++) {
      const at = row + codes[b]!;
      pairs[at] = pairs[at]! + scale;
    }
  }
};

const addWeightedPairs = (
  pairs: Float64Array,
  diagonal: Float64Array,
  size: number,
  codes: Uint32Array,
  weights: Float64Array,
  from: number,
  to: number,
  scale: number,
): void => {
  for (let a = from; a < to; a++) {
    const row = codes[a]! * size;
    const share = scale * weights[a]!;
    const own = row + codes[a]!;
    diagonal[own] = diagonal[own]! + share * weights[a]!;
    for (let b = from; b < a; b++) {
      const at = row + codes[b]!;
      pairs[at] = pairs[at]! + share * weights[b]!;
    }
  }
};

const gathered = (values: Float64Array, order: Uint32Array): Float64Array => {
  const out = new Float64Array(order.length);
  for (let k = 0; k < order.length; k++) out[k] = values[order[k]!]!;
  return out;
};
