// fills the columns of a mission's incidents once: the peer is benchmarks/peers/fetch-objects.ts
import { findMission, openMarkings } from '../../src/foundation/access/index.ts';
import { columnsOf } from '../../src/foundation/columns/index.ts';
import { openDatabase } from '../../src/foundation/database/index.ts';
import { answering } from '../processes.ts';

export interface FillQuestion {
  readonly url: string;
  readonly mission: string;
}

export interface FillAnswer {
  readonly seconds: number;
  readonly rows: number;
  readonly peakMegabytes: number;
}

answering(async ({ url, mission: name }: FillQuestion): Promise<FillAnswer> => {
  const db = await openDatabase(url, { migrate: false });
  const needs = { db, markings: await openMarkings(db) };
  const mission = await findMission(db, name);
  // both sides begin with a connection that is open
  await db.app.query('select 1');
  const started = performance.now();
  const rows = await columnsOf(needs).read(mission, 'incident', {}, ({ table }) => table.count);
  const seconds = (performance.now() - started) / 1000;
  await db.close();
  return { seconds, rows, peakMegabytes: process.resourceUsage().maxRSS / 1000 };
});
