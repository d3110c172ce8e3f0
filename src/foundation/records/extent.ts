import type { BBox } from '@bluehelm/kernel';
import { type Needs, reading, type Session } from '../access/index.ts';

/** The box and time around all records of a kind that a session may see; parts are undefined where there are none. */
export interface Extent {
  readonly box: BBox | undefined;
  /** milliseconds since 1970 */
  readonly span: { readonly from: number; readonly to: number } | undefined;
}

interface Row {
  west: number | null;
  south: number;
  east: number;
  north: number;
  start: Date | null;
  end: Date;
}

/** Reads one row per readable record: for descriptions, not for every call. */
export const recordsExtent = (needs: Needs, session: Session, kind: string): Promise<Extent> =>
  reading(needs.db, session, async (client) => {
    const { rows } = await client.query<Row>(
      `select min(coalesce(west, lon)) as west, min(coalesce(south, lat)) as south,
         max(coalesce(east, lon)) as east, max(coalesce(north, lat)) as north,
         min(when_start) as start, max(when_end) as "end"
       from bluehelm.record where mission = $1 and kind = $2`,
      [session.mission.id, kind],
    );
    const { west, south, east, north, start, end } = rows[0]!;
    return {
      box: west === null ? undefined : { west, south, east, north },
      span: start === null ? undefined : { from: start.getTime(), to: end.getTime() },
    };
  });
