import { type Clearance, levels } from '@bluehelm/kernel';
import { afterAll } from 'vitest';
import {
  beginSession,
  ensureMission,
  type Markings,
  type Mission,
  openMarkings,
  type Role,
  type Session,
} from '../../src/foundation/access/index.ts';
import { type Database, openDatabase } from '../../src/foundation/database/index.ts';
import { type AnyKind, type Kinds, openKinds } from '../../src/foundation/records/index.ts';
import { testDatabase } from './database.ts';
import { memo, sighting } from './kinds.ts';

export interface Foundation {
  readonly db: Database;
  readonly markings: Markings;
  readonly kinds: Kinds;
  readonly mission: Mission;
  /** a session; everything not said is an unclassified analyst's of the organisation "mission" */
  session(given?: Partial<Clearance> & { role?: Role; actor?: string; mission?: Mission }): Session;
}

/** What the rooms stand on, without a server: an empty database, the test kinds and one mission called `alpha`. */
export const testFoundation = async (
  kinds: readonly AnyKind[] = [sighting, memo] as unknown as AnyKind[],
  connections = 10,
): Promise<Foundation> => {
  const db = await openDatabase(await testDatabase(), { migrate: false, connections });
  afterAll(() => db.close());
  const markings = await openMarkings(db);
  const { mission } = await ensureMission(db, { name: 'alpha', title: 'Alpha' });
  return {
    db,
    markings,
    kinds: openKinds(kinds),
    mission,
    session: ({ role = 'analyst', actor = 'test', mission: of = mission, ...clearance } = {}) =>
      beginSession(markings, of, {
        label: actor,
        mission: of.id,
        role,
        clearance: { level: levels[0], compartments: [], organisation: 'mission', ...clearance },
      }),
  };
};
