import { afterAll } from 'vitest';
import {
  ensureMission,
  type Grant,
  grant,
  type Mission,
  openMarkings,
} from '../../src/foundation/access/index.ts';
import { type Database, openDatabase } from '../../src/foundation/database/index.ts';
import { type App, type HttpNeeds, openServer, type RouteRoom } from '../../src/foundation/http/index.ts';
import { type AnyKind, openKinds } from '../../src/foundation/records/index.ts';
import { testDatabase } from './database.ts';
import { memo, sighting } from './kinds.ts';

export interface TestServer {
  readonly app: App;
  readonly db: Database;
  readonly needs: HttpNeeds;
  readonly mission: Mission;
  /** makes a bearer token; everything not said is an analyst's of the organisation "mission" */
  token(given?: Partial<Grant> & { hours?: number }): Promise<string>;
  /** calls as a bearer */
  call(
    token: string,
    method: Method,
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply>;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE' | 'HEAD';
export type Reply = Awaited<ReturnType<App['inject']>>;

/** A server over an empty database of its own, with the test kinds and one mission called `alpha`. */
export const testServer = async (
  more: Partial<HttpNeeds> = {},
  rooms: readonly RouteRoom[] = [],
  kinds: readonly AnyKind[] = [sighting, memo] as unknown as AnyKind[],
): Promise<TestServer> => {
  const db = await openDatabase(await testDatabase(), { migrate: false, connections: 6 });
  const markings = await openMarkings(db);
  const { mission } = await ensureMission(db, { name: 'alpha', title: 'Alpha' });
  const needs: HttpNeeds = {
    db,
    markings,
    kinds: openKinds(kinds),
    version: '0.0.0',
    engine: { kind: 'embedded', version: '18' },
    ...more,
  };
  const app = await openServer(needs, rooms);
  afterAll(async () => {
    await app.close();
    await db.close();
  });
  return {
    app,
    db,
    needs,
    mission,
    token: async ({ hours, ...given } = {}) => {
      const { secret } = await grant(
        db,
        'api',
        {
          label: 'token:test',
          mission: mission.id,
          role: 'analyst',
          clearance: { level: 'unclassified', compartments: [], organisation: 'mission' },
          ...given,
        },
        hours,
      );
      return secret;
    },
    call: (token, method, url, body, headers = {}) =>
      app.inject({
        method,
        url,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      }),
  };
};
