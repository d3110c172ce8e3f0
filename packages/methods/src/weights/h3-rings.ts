import { Problem } from '@bluehelm/kernel/problem';
import { gridDisk } from 'h3-js';
import { methodProblems, wholeNumber } from '../problems.ts';
import {
  baseCellOf,
  diskSteps,
  hasPentagon,
  insideBaseCell,
  latticeOf,
  looksLikeCell,
  resolutionOf,
} from './h3-lattice.ts';
import type { Weights } from './weights.ts';

/**
 * Binary weights between H3 cells of one resolution: neighbours are the given cells at most `rings` steps away.
 * Cells that are not given are nobody's neighbours, so give every cell of the area, the empty ones too.
 * Neighbours come by addition on the lattice; only where a disk leaves its base cell, or the base cell holds a
 * pentagon, is h3-js asked. O(cells · rings²).
 * @param cells H3 indexes as 64-bit numbers or as text, no cell twice
 * @throws Problem METHOD_CELLS_INVALID for something that is no cell, a second resolution, or a cell given twice
 */
export const h3RingWeights = (cells: BigUint64Array | readonly string[], rings = 1): Weights => {
  wholeNumber('rings', rings, 1, 100);
  const n = cells.length;
  const halves =
    typeof cells[0] === 'string' ? parsed(cells as readonly string[]) : split(cells as BigUint64Array);
  const resolution = n > 0 ? resolutionOf(halves[1]!) : 0;
  const { lattice, find, findCell } = cellIndex(halves, resolution);
  const steps = diskSteps(rings);
  const stepA = Int32Array.from(steps, ([a]) => a);
  const stepB = Int32Array.from(steps, ([, b]) => b);
  const offsets = new Uint32Array(n + 1);
  let neighbours = new Uint32Array(n * Math.min(steps.length, Math.max(0, n - 1)));
  let edge = 0;
  for (let i = 0; i < n; i++) {
    const base = baseCellOf(halves[2 * i + 1]!);
    const start = edge;
    let leaves = hasPentagon(base);
    for (let s = 0; s < stepA.length && !leaves; s++) {
      const a = lattice[2 * i]! + stepA[s]!;
      const b = lattice[2 * i + 1]! + stepB[s]!;
      const j = find(base, a, b);
      if (j >= 0) neighbours[edge++] = j;
      else leaves = !insideBaseCell(a, b, resolution);
    }
    if (leaves) {
      edge = start;
      for (const cell of gridDisk(textOf(halves, i), rings)) {
        const j = findCell(cell);
        if (j >= 0 && j !== i) neighbours[edge++] = j;
      }
    }
    offsets[i + 1] = edge;
  }
  if (edge < neighbours.length) neighbours = neighbours.slice(0, edge);
  return { n, offsets, neighbours };
};

/** An open-addressing table from (base cell, coordinates) to the position in the list. */
const cellIndex = (halves: Uint32Array, resolution: number) => {
  const n = halves.length / 2;
  const lattice = new Int32Array(2 * n);
  const mask = 2 ** Math.ceil(Math.log2(2 * n + 2)) - 1;
  const slots = new Int32Array(mask + 1).fill(-1);
  const slotOf = (base: number, a: number, b: number): number => {
    let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ Math.imul(base, 0xc2b2ae3d);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & mask;
    for (let j = slots[slot]!; j >= 0; j = slots[slot]!) {
      if (lattice[2 * j] === a && lattice[2 * j + 1] === b && baseCellOf(halves[2 * j + 1]!) === base) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  };
  for (let i = 0; i < n; i++) {
    const high = halves[2 * i + 1]!;
    const isCell = looksLikeCell(high) && latticeOf(high, halves[2 * i]!, lattice, 2 * i);
    if (!isCell || resolutionOf(high) !== resolution)
      throw unusable(
        `Cell ${i} is ${textOf(halves, i)}; an H3 cell of resolution ${resolution} was expected, as the first is.`,
      );
    const slot = slotOf(baseCellOf(high), lattice[2 * i]!, lattice[2 * i + 1]!);
    if (slots[slot] !== -1)
      throw unusable(`Cell ${textOf(halves, i)} is given twice, at ${slots[slot]} and at ${i}.`);
    slots[slot] = i;
  }
  const scratch = new Int32Array(2);
  const find = (base: number, a: number, b: number): number => slots[slotOf(base, a, b)]!;
  const findCell = (cell: string): number => {
    const high = highOf(cell);
    latticeOf(high, lowOf(cell), scratch, 0);
    return find(baseCellOf(high), scratch[0]!, scratch[1]!);
  };
  return { lattice, find, findCell };
};

// the two 32-bit halves of each index, low half first; taken from memory, as arithmetic on 64-bit numbers is slow
const split = (cells: BigUint64Array): Uint32Array => {
  const words = new Uint32Array(cells.buffer, cells.byteOffset, 2 * cells.length);
  const lowComesFirst = new Uint32Array(BigUint64Array.of(1n).buffer)[0] === 1;
  return lowComesFirst ? words : words.map((_, at) => words[at ^ 1]!);
};

const parsed = (cells: readonly string[]): Uint32Array => {
  const halves = new Uint32Array(2 * cells.length);
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]!;
    if (!/^[0-9a-f]{15,16}$/i.test(cell))
      throw unusable(`Cell ${i} is "${cell.slice(0, 40)}"; an H3 index was expected.`);
    halves[2 * i] = lowOf(cell);
    halves[2 * i + 1] = highOf(cell);
  }
  return halves;
};

const lowOf = (cell: string): number => Number.parseInt(cell.slice(-8), 16);
const highOf = (cell: string): number => Number.parseInt(cell.slice(0, -8), 16);
const textOf = (halves: Uint32Array, i: number): string =>
  halves[2 * i + 1]!.toString(16) + halves[2 * i]!.toString(16).padStart(8, '0');
const unusable = (detail: string) => new Problem(methodProblems.cells, detail);
