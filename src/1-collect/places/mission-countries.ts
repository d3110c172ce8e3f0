import type { Session } from '../../foundation/access/index.ts';
import { columnsOf, rowsWhere, tally } from '../../foundation/columns/index.ts';
import type { RecordNeeds } from '../../foundation/records/index.ts';
import { type Country, countriesOf } from './countries.ts';

// hexagons with edges of 3.7 km: fine enough for borders, few enough to look each up
const fineness = 6;

/** The countries that hold at least one in fifty of the incidents that a session may see. O(incidents). */
export const missionCountries = async (needs: RecordNeeds, session: Session): Promise<Country[]> => {
  const points = await columnsOf(needs).read(session.mission, 'incident', { cells: [fineness] }, (view) => {
    const rows = rowsWhere(view.table, session.bits);
    const { code, cells } = view.cells(fineness);
    const { counts } = tally(rows, code, cells.length);
    const { lon, lat } = view.table.columns;
    // any of a hexagon's incidents stands for all
    const one = new Map<number, number>();
    for (const row of rows) one.set(code[row]!, row);
    return [...one].map(([cell, row]) => ({ lon: lon[row]!, lat: lat[row]!, count: counts[cell]! }));
  });
  return countriesOf(points);
};
