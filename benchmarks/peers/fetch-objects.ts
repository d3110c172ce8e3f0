// reads a mission's facts as row objects with pg, under the same row security: the peer of ours/fill-columns.ts
import { findMission, houseSession, openMarkings, reading } from '../../src/foundation/access/index.ts';
import { openDatabase } from '../../src/foundation/database/index.ts';
import type { FillAnswer, FillQuestion } from '../ours/fill-columns.ts';
import { answering } from '../processes.ts';

answering(async ({ url, mission: name }: FillQuestion): Promise<FillAnswer> => {
  const db = await openDatabase(url, { migrate: false });
  const markings = await openMarkings(db);
  const mission = await findMission(db, name);
  await db.app.query('select 1');
  const started = performance.now();
  const { rows } = await reading(db, houseSession(markings, mission), (client) =>
    client.query(
      `select id, marking, start_at, end_at, date_precision, lon, lat, place_precision, category, low, best, high, flags
       from bluehelm.fact where mission = $1 and kind = 'incident'`,
      [mission.id],
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  await db.close();
  return { seconds, rows: rows.length, peakMegabytes: process.resourceUsage().maxRSS / 1000 };
});
