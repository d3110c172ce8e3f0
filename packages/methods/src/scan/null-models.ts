import { aliasColumns } from '../random/choose.ts';
import type { Rng } from '../random/seeded.ts';

/** How cases are scattered when nothing clusters. Plain data; a slot's place in the counts is place · width + slot. */
export type NullModel =
  | {
      /** each case falls into a cell in proportion to its expected count, the total given */
      readonly kind: 'poisson';
      readonly cases: number;
      /** alias table over `cells`; a cell of −1 is a step that no interval reaches */
      readonly cells: Int32Array;
      readonly keep: Float64Array;
      readonly alias: Uint32Array;
    }
  | {
      /** the times of the cases are shuffled: places and times keep their totals */
      readonly kind: 'permutation';
      /** place · width of each case */
      readonly homes: Int32Array;
      /** cases in each slot */
      readonly perSlot: Int32Array;
    }
  | {
      /** the labels case and control are shuffled among people: each place and step keeps its people */
      readonly kind: 'labels';
      /** cell of each person, −1 in a step that no interval reaches */
      readonly people: Int32Array;
      readonly cases: number;
    };

/** The matrix of places and steps as seen by intervals: its cells' places in the counts, −1 where none reaches. */
export const cellsOf = (places: number, steps: number, ends: 'any' | 'last', width: number): Int32Array => {
  const cells = new Int32Array(places * steps).fill(-1);
  for (let place = 0; place < places; place++)
    for (let slot = 0; slot < width; slot++)
      cells[place * steps + (ends === 'any' ? slot : steps - 1 - slot)] = place * width + slot;
  return cells;
};

/** @param expected per place and step */
export const poissonNull = (expected: Float64Array, cells: Int32Array, cases: number): NullModel => {
  let outside = 0;
  const reached: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < expected.length; i++) {
    if (cells[i]! < 0) outside += expected[i]!;
    else if (expected[i]! > 0) {
      reached.push(cells[i]!);
      weights.push(expected[i]!);
    }
  }
  return {
    kind: 'poisson',
    cases,
    cells: Int32Array.from([...reached, -1]),
    ...aliasColumns([...weights, outside]),
  };
};

/** @param cases per place and step */
export const permutationNull = (
  cases: Float64Array,
  cells: Int32Array,
  steps: number,
  width: number,
): NullModel => {
  const perSlot = new Int32Array(width);
  for (let i = 0; i < cases.length; i++) if (cells[i]! >= 0) perSlot[cells[i]! % width]! += cases[i]!;
  return { kind: 'permutation', homes: oneEach(cases, (i) => Math.floor(i / steps) * width), perSlot };
};

/** @param population cases and controls per place and step */
export const labelsNull = (population: Float64Array, cells: Int32Array, cases: number): NullModel => ({
  kind: 'labels',
  people: oneEach(population, (i) => cells[i]!),
  cases,
});

/** Draws counts per place and slot, not yet cumulated, into `counts`. O(cases drawn + what is shuffled). */
export const nullDraw = (model: NullModel): ((rng: Rng, counts: Int32Array) => void) => {
  switch (model.kind) {
    case 'poisson': {
      const { cases, cells, keep, alias } = model;
      return (rng, counts) => {
        counts.fill(0);
        for (let k = 0; k < cases; k++) {
          // one uniform number serves for the column and, by what is left of it, for its alias
          const uniform = rng.next() * cells.length;
          const column = Math.floor(uniform);
          const cell = cells[uniform - column < keep[column]! ? column : alias[column]!]!;
          if (cell >= 0) counts[cell]! += 1;
        }
      };
    }
    case 'permutation': {
      const { homes, perSlot } = model;
      const left = new Int32Array(homes.length);
      return (rng, counts) => {
        counts.fill(0);
        left.set(homes);
        let at = 0;
        // only the cases of steps that are looked at need be drawn: without replacement, from all
        for (let slot = 0; slot < perSlot.length; slot++)
          for (let k = perSlot[slot]!; k > 0; k--) counts[takeOne(rng, left, at++) + slot]! += 1;
      };
    }
    case 'labels': {
      const { people, cases } = model;
      const left = new Int32Array(people.length);
      // the rarer label is dealt out
      const rare = Math.min(cases, people.length - cases);
      return (rng, counts) => {
        counts.fill(0);
        left.set(people);
        const sign = rare === cases ? 1 : -1;
        if (sign < 0) for (let i = 0; i < people.length; i++) if (people[i]! >= 0) counts[people[i]!]! += 1;
        for (let k = 0; k < rare; k++) {
          const cell = takeOne(rng, left, k);
          if (cell >= 0) counts[cell]! += sign;
        }
      };
    }
  }
};

/** A number for each of those counted, by the cell in which they are counted. */
const oneEach = (counts: Float64Array, numberOf: (cell: number) => number): Int32Array => {
  const each = new Int32Array(counts.reduce((sum, count) => sum + count, 0));
  let filled = 0;
  for (let i = 0; i < counts.length; i++) {
    each.fill(numberOf(i), filled, filled + counts[i]!);
    filled += counts[i]!;
  }
  return each;
};

/** Draws one of the items from `at` on and puts it at `at`. */
const takeOne = (rng: Rng, items: Int32Array, at: number): number => {
  const drawn = at + Math.floor(rng.next() * (items.length - at));
  const item = items[drawn]!;
  items[drawn] = items[at]!;
  items[at] = item;
  return item;
};
