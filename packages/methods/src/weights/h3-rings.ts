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
import { latticePositions } from './h3-positions.ts';
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

/** Every cell's place on its base cell's lattice, and the position in the list of the cell at a place. */
const cellIndex = (halves: Uint32Array, resolution: number) => {
  const n = halves.length / 2;
  const lattice = new Int32Array(2 * n);
  for (let i = 0; i < n; i++) {
    const high = halves[2 * i + 1]!;
    const isCell = looksLikeCell(high) && latticeOf(high, halves[2 * i]!, lattice, 2 * i);
    if (!isCell || resolutionOf(high) !== resolution)
      throw unusable(
        `Cell ${i} is ${textOf(halves, i)}; an H3 cell of resolution ${resolution} was expected, as the first is.`,
      );
  }
  const positions = latticePositions(lattice, (i) => baseCellOf(halves[2 * i + 1]!));
  for (let i = 0; i < n; i++) {
    const earlier = positions.put(i);
    if (earlier >= 0) throw unusable(`Cell ${textOf(halves, i)} is given twice, at ${earlier} and at ${i}.`);
  }
  const { find } = positions;
  const scratch = new Int32Array(2);
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

// digit by digit: a pattern and two slices take several times as long
const parsed = (cells: readonly string[]): Uint32Array => {
  const halves = new Uint32Array(2 * cells.length);
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]!;
    const length = cell.length;
    let high = 0;
    let low = 0;
    let faulty = length < 15 || length > 16 ? 1 : 0;
    for (let at = 0; at < length; at++) {
      const code = cell.charCodeAt(at) | 32;
      const digit = code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : -1;
      if (digit < 0 || (digit < 10 && code !== cell.charCodeAt(at))) faulty = 1;
      if (at < length - 8) high = (high << 4) | digit;
      else low = (low << 4) | digit;
    }
    if (faulty) throw unusable(`Cell ${i} is "${cell.slice(0, 40)}"; an H3 index was expected.`);
    halves[2 * i] = low;
    halves[2 * i + 1] = high;
  }
  return halves;
};

const lowOf = (cell: string): number => Number.parseInt(cell.slice(-8), 16);
const highOf = (cell: string): number => Number.parseInt(cell.slice(0, -8), 16);
const textOf = (halves: Uint32Array, i: number): string =>
  halves[2 * i + 1]!.toString(16) + halves[2 * i]!.toString(16).padStart(8, '0');
const unusable = (detail: string) => new Problem(methodProblems.cells, detail);
