import { Problem } from '@bluehelm/kernel/problem';
import { methodProblems } from '../problems.ts';

/** What tells rows apart: units, periods, clusters. Any finite numbers; equal numbers are the same level. */
export type PanelLabels = Float64Array | Int32Array | Uint32Array;

/** PanelLabels as numbers 0 … count − 1. */
export interface Levels {
  /** the level of each row */
  readonly codes: Uint32Array;
  readonly count: number;
  /** the label of each level, ascending */
  readonly labels: Float64Array;
}

/**
 * Numbers the distinct labels in ascending order.
 * @throws Problem METHOD_VALUE_INVALID at the first label that is not finite
 *
 * O(n) for whole numbers that are not spread out, else O(n + levels · log levels) with a hash table.
 */
export const levelsOf = (name: string, labels: PanelLabels): Levels => {
  const n = labels.length;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let whole = true;
  for (let i = 0; i < n; i++) {
    const label = labels[i]!;
    if (!Number.isFinite(label))
      throw new Problem(methodProblems.value, `${name}[${i}] is ${label}; a finite number was expected.`);
    if (label < least) least = label;
    if (label > most) most = label;
    if (whole && Math.floor(label) !== label) whole = false;
  }
  return whole && most - least <= 4 * n + 1024 ? byTable(labels, least, most) : byHash(labels);
};

const byTable = (labels: PanelLabels, least: number, most: number): Levels => {
  const n = labels.length;
  const code = new Uint32Array(n === 0 ? 0 : most - least + 1);
  for (let i = 0; i < n; i++) code[labels[i]! - least] = 1;
  let count = 0;
  for (let at = 0; at < code.length; at++) if (code[at] === 1) code[at] = ++count;
  const names = new Float64Array(count);
  for (let at = 0; at < code.length; at++) if (code[at]! > 0) names[code[at]! - 1] = at + least;
  const codes = new Uint32Array(n);
  for (let i = 0; i < n; i++) codes[i] = code[labels[i]! - least]! - 1;
  return { codes, count, labels: names };
};

const byHash = (labels: PanelLabels): Levels => {
  const seen = new Map<number, number>();
  const codes = new Uint32Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    let code = seen.get(labels[i]!);
    if (code === undefined) {
      code = seen.size;
      seen.set(labels[i]!, code);
    }
    codes[i] = code;
  }
  const names = Float64Array.from(seen.keys()).sort();
  const place = new Uint32Array(names.length);
  for (let at = 0; at < names.length; at++) place[seen.get(names[at]!)!] = at;
  for (let i = 0; i < codes.length; i++) codes[i] = place[codes[i]!]!;
  return { codes, count: names.length, labels: names };
};

/** The levels that rows `kept` still hold, renumbered. */
export const levelsOfRows = (levels: Levels, kept: Uint32Array): Levels => {
  const codes = new Uint32Array(kept.length);
  for (let i = 0; i < kept.length; i++) codes[i] = levels.codes[kept[i]!]!;
  return renumbered(codes, levels);
};

/** The levels of the rows from … to − 1, renumbered. */
export const levelsBetween = (levels: Levels, from: number, to: number): Levels =>
  renumbered(levels.codes.slice(from, to), levels);

/** @param codes some rows' levels, overwritten */
const renumbered = (codes: Uint32Array, { count, labels }: Levels): Levels => {
  const place = new Uint32Array(count);
  for (let i = 0; i < codes.length; i++) place[codes[i]!] = 1;
  let left = 0;
  for (let level = 0; level < count; level++) if (place[level] === 1) place[level] = ++left;
  if (left === count) return { codes, count, labels };
  const names = new Float64Array(left);
  for (let level = 0; level < count; level++)
    if (place[level]! > 0) names[place[level]! - 1] = labels[level]!;
  for (let i = 0; i < codes.length; i++) codes[i] = place[codes[i]!]! - 1;
  return { codes, count: left, labels: names };
};

/** Whether every level of `inner` lies within one level of `outer`. */
export const nestedIn = (inner: Levels, outer: Levels): boolean => {
  if (inner === outer) return true;
  const home = new Int32Array(inner.count).fill(-1);
  for (let i = 0; i < inner.codes.length; i++) {
    const level = inner.codes[i]!;
    const within = outer.codes[i]!;
    if (home[level] === -1) home[level] = within;
    else if (home[level] !== within) return false;
  }
  return true;
};

/** The distinct combinations of two sets of levels. O(n log n) at worst, O(n) when the grid of both is small. */
export const crossed = (a: Levels, b: Levels): Levels => {
  const pairs = new Float64Array(a.codes.length);
  for (let i = 0; i < pairs.length; i++) pairs[i] = a.codes[i]! * b.count + b.codes[i]!;
  return levelsOf('pairs', pairs);
};
