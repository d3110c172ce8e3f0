import { cellAt, monthOf } from '@bluehelm/kernel';
import { expect, test } from 'vitest';
import { cellColumn } from './cells.ts';
import type { View } from './columns.ts';
import { countGroups } from './counts.ts';
import { groupColumn } from './groups.ts';
import { orderedRows } from './ordered.ts';
import { type ColumnTable, emptyTable, nobodys } from './table.ts';

const resolution = 4;
const rows = 150_000;

const put = ({ columns }: ColumnTable, row: number, i: number, marking: number) => {
  // few places, so that naming their cells again is quick
  columns.lon[row] = (i % 40) / 2;
  columns.lat[row] = (i % 30) / 2;
  columns.start[row] = Date.UTC(2024, i % 7, 3);
  columns.end[row] = columns.start[row]!;
  columns.month[row] = monthOf(columns.start[row]!);
  columns.category[row] = i % 3;
  columns.placePrecision[row] = 1 + (i % 5);
  columns.marking[row] = marking;
};

/** The same counts by looking at each row, of a reader of markings 0 to 7. */
const plainly = ({ columns, count }: ColumnTable) => {
  const found = new Map<string, number>();
  for (let row = 0; row < count; row++) {
    if (columns.marking[row]! < 0 || columns.marking[row]! > 7 || columns.placePrecision[row]! > 2) continue;
    const cell = cellAt(columns.lon[row]!, columns.lat[row]!, resolution);
    const name = `${cell}/${columns.month[row]}/${columns.category[row]}`;
    found.set(name, (found.get(name) ?? 0) + 1);
  }
  return found;
};

const countsOf = (view: View) => {
  // markings 0 to 7
  const found = countGroups(view, new Uint8Array([255]), resolution);
  return new Map(
    Array.from(found.count, (count, i) => [
      `${found.cells[found.cell[i]!]}/${found.month[i]}/${found.category[i]}`,
      count,
    ]),
  );
};

// 70,000 is a marking that sixteen bits do not hold
test.each([9, 70_000])(
  'what is written while rows are sorted, and after, is counted, with markings up to %i',
  (highest) => {
    const table = emptyTable();
    table.reserve(rows + 100);
    for (let row = 0; row < rows; row++) put(table, row, row, row % 10 === 9 ? highest : 1 + (row % 9));
    table.use(rows);
    const cells = cellColumn(table, resolution);
    const groups = groupColumn(table, cells);
    const order = orderedRows(table, cells, groups);
    const write = (row: number, i: number, marking: number) => {
      put(table, row, i, marking);
      if (row < table.count) table.overwritten(row);
      else table.use(row + 1);
    };
    const complete = () => {
      while (!(cells.step() && groups.step())) expect(cells.column.resolution).toBe(resolution);
    };
    const view: View = {
      table,
      seq: 1,
      cells: () => cells.column,
      groups: () => groups.column,
      ordered: () => order.column,
    };
    complete();
    let steps = 0;
    for (let done = false; !done; steps++) {
      done = order.step();
      // a place, a time and a category that no group had, on rows before and after where the sort stands
      for (const row of [5, 70_000, 149_999]) write(row, steps % 2 ? row + 1 : 1_000_003, 1 + (steps % 7));
      write(8 + steps, 3, nobodys);
      write(table.count, 11 * steps, 2);
      complete();
    }
    // in slices, so that others have their turn
    expect(steps).toBeGreaterThan(2);
    expect(countsOf(view)).toEqual(plainly(table));
    for (let i = 0; i < 40; i++) write(i * 3000, i * 7, i % 9);
    for (let i = 0; i < 20; i++) write(table.count, i * 13, 1 + (i % 8));
    complete();
    expect(order.step()).toBe(true);
    expect(countsOf(view)).toEqual(plainly(table));
  },
);
