import type { Mission, Needs } from '../access/index.ts';
import type { Database } from '../database/index.ts';
import { type CellColumn, cellColumn, type Derived } from './cells.ts';
import { catchUp, headOf } from './feed.ts';
import { type GroupColumn, groupColumn } from './groups.ts';
import { type OrderedRows, orderedRows } from './ordered.ts';
import { type ColumnTable, emptyTable } from './table.ts';

/** What can be read at once, in one state of the mission. Only good until the reading function returns. */
export interface View {
  readonly table: ColumnTable;
  /** how far in the mission's feed the table stands */
  readonly seq: number;
  /** @throws Error for a resolution that was not asked for */
  cells(resolution: number): CellColumn;
  groups(resolution: number): GroupColumn;
  /** rows sorted by cell and group; asks for groups */
  ordered(resolution: number): OrderedRows;
}

/** Which derived columns a reading needs, by H3 resolution. */
export interface Wanted {
  readonly cells?: readonly number[];
  readonly groups?: readonly number[];
}

/** The columns of every mission and kind that somebody asked for, kept up with the change feed. */
export interface KeptColumns {
  /**
   * Runs `work` over the columns as they stood when this was called, or later: whoever wrote reads what they wrote.
   * `work` must not wait for anything, so that it sees one state. It sees rows of every marking: mask them by the
   * reader's bits (`rowsWhere`).
   */
  read<T>(mission: Mission, kind: string, wanted: Wanted, work: (view: View) => T): Promise<T>;
}

// one set of columns per open database, gone with it
const open = new WeakMap<Database, KeptColumns>();

/** The columns of an open database. */
export const columnsOf = (needs: Needs): KeptColumns => {
  const known = open.get(needs.db) ?? openColumns(needs);
  open.set(needs.db, known);
  return known;
};

const openColumns = (needs: Needs): KeptColumns => {
  const kept = new Map<string, ReturnType<typeof keep>>();
  return {
    read: (mission, kind, wanted, work) => {
      const name = `${mission.id}/${kind}`;
      const one = kept.get(name) ?? keep(needs, mission, kind);
      kept.set(name, one);
      return one(wanted, work);
    },
  };
};

const keep = (needs: Needs, mission: Mission, kind: string) => {
  let table = emptyTable();
  let seq = 0;
  let derived = derivedOf(table);
  let catching: Promise<void> = Promise.resolve();

  const advance = async () => {
    try {
      seq = await catchUp(needs, mission, kind, table, seq);
    } catch (error) {
      // half-read rows of a first filling would come a second time
      if (seq === 0) {
        table = emptyTable();
        derived = derivedOf(table);
      }
      throw error;
    }
  };

  const upTo = async (head: number): Promise<void> => {
    while (seq < head) {
      const before = catching;
      // one at a time; what another has fetched meanwhile need not be fetched again
      const next = async () => {
        if (seq < head) await advance();
      };
      catching = before.then(next, next);
      await catching;
    }
  };

  return async <T>(wanted: Wanted, work: (view: View) => T): Promise<T> => {
    await upTo(await headOf(needs, mission));
    // nothing may come between the last step and the work
    while (!derived.step(wanted)) await new Promise(setImmediate);
    return work({ table, seq, cells: derived.cells, groups: derived.groups, ordered: derived.ordered });
  };
};

const derivedOf = (table: ColumnTable) => {
  const cells = new Map<number, Derived<CellColumn>>();
  const groups = new Map<number, Derived<GroupColumn>>();
  const cellsAt = (resolution: number) => {
    const known = cells.get(resolution) ?? cellColumn(table, resolution);
    cells.set(resolution, known);
    return known;
  };
  const groupsAt = (resolution: number) => {
    const known = groups.get(resolution) ?? groupColumn(table, cellsAt(resolution));
    groups.set(resolution, known);
    return known;
  };
  const orders = new Map<number, Derived<OrderedRows>>();
  const orderAt = (resolution: number) => {
    const known = orders.get(resolution) ?? orderedRows(table, cellsAt(resolution), groupsAt(resolution));
    orders.set(resolution, known);
    return known;
  };
  return {
    /** Does a slice of what is missing. @returns whether nothing is */
    step: (wanted: Wanted): boolean =>
      [...(wanted.cells ?? []), ...(wanted.groups ?? [])].every((resolution) => cellsAt(resolution).step()) &&
      (wanted.groups ?? []).every((resolution) => groupsAt(resolution).step() && orderAt(resolution).step()),
    cells: (resolution: number) => asked(cells, resolution),
    groups: (resolution: number) => asked(groups, resolution),
    ordered: (resolution: number) => asked(orders, resolution),
  };
};

const asked = <Column>(made: ReadonlyMap<number, Derived<Column>>, resolution: number): Column => {
  const found = made.get(resolution);
  if (found) return found.column;
  throw new Error(`The reading did not ask for cells of resolution ${resolution}`);
};
