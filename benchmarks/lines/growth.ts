import { picture } from '../../src/2-understand/picture/index.ts';
import { columnsOf } from '../../src/foundation/columns/index.ts';
import { openDatabase } from '../../src/foundation/database/index.ts';
import { filter, listRecords, recordsExtent } from '../../src/foundation/records/index.ts';
import type { Bench, GrowthRow, Line } from '../line.ts';
import { listQueries } from '../list-queries.ts';
import { median, timed } from '../rounds.ts';

/** How each cost grows with the number of incidents. It has no peer and no goal. */
export const growth: Line = {
  name: 'growth',
  run: async (bench) => {
    const rows: GrowthRow[] = [];
    for (const incidents of bench.small ? [1_000, 10_000] : [10_000, 100_000, 1_000_000])
      rows.push(await costsAt(bench, incidents));
    return { results: [], growth: rows };
  },
};

const costsAt = async (bench: Bench, incidents: number): Promise<GrowthRow> => {
  const { mission, reader, writtenSeconds } = await bench.mission(incidents);
  const { house } = bench;
  const fillMs = await repeated(3, async () => {
    // columns belong to an open database: another one has none yet
    const db = await openDatabase(house.engine.ownerUrl, { migrate: false });
    await db.app.query('select 1');
    const taken = await timed(() =>
      columnsOf({ db, markings: house.markings }).read(mission, 'incident', {}, ({ table }) => table.count),
    );
    await db.close();
    return taken;
  });
  await picture(house, reader, {});
  const pictureMs = await repeated(5, () => timed(() => picture(house, reader, {})));
  const { box } = await recordsExtent(house, reader, 'incident');
  const kind = house.kinds.get('incident');
  const lists: number[] = [];
  for (const query of listQueries(64, box!)) {
    const asked = filter(kind, query);
    lists.push(await timed(() => listRecords(house, reader, asked, { limit: 50 })));
  }
  return {
    incidents,
    writtenPerSecond: incidents / writtenSeconds,
    fillMs,
    pictureMs,
    listMs: median(lists),
  };
};

const repeated = async (times: number, take: () => Promise<number>): Promise<number> => {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) taken.push(await take());
  return median(taken);
};
