import type { InputTable } from '../catalogue/entry.ts';
import type { Table } from '../catalogue/table.ts';
import { type PolygonWindow, polygonWindow } from './window.ts';

/** How a window is given as a table: its corners, ring by ring. */
export const cornersTable: InputTable = {
  name: 'window',
  meaning: 'corners of the area observed, in order along each ring; rings within rings are holes',
  columns: [
    { name: 'x', type: 'number', meaning: 'corner' },
    { name: 'y', type: 'number', meaning: 'corner' },
    { name: 'ring', type: 'word', meaning: 'name of the ring, where there are several', optional: true },
  ],
};

/** @throws Problem METHOD_COLUMN_INVALID, METHOD_VALUE_INVALID */
export const windowOf = (table: Table): PolygonWindow => {
  const x = table.numbers('x');
  const y = table.numbers('y');
  const names = table.has('ring') ? table.words('ring') : Array.from(x, () => '');
  return polygonWindow(
    [...new Set(names)].map((name) => {
      const rows = names.flatMap((other, row) => (other === name ? [row] : []));
      return { x: Float64Array.from(rows, (row) => x[row]!), y: Float64Array.from(rows, (row) => y[row]!) };
    }),
  );
};
