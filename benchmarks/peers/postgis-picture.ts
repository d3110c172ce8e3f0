import { finished } from 'node:stream/promises';
import { type BBox, cellNumber } from '@bluehelm/kernel';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import type { Session } from '../../src/foundation/access/index.ts';
import type { View } from '../../src/foundation/columns/index.ts';
import type { PostgisServer } from './postgis-server.ts';

// what the query needs is stored ready: PostgreSQL has no hexagons of its own, and a month would cost it a function
const schema = `create extension if not exists postgis;
  create table raw (mission uuid, marking int, month smallint, category smallint, cell bigint,
    place_precision smallint, lon float8, lat float8);
  create table fact (mission uuid not null, marking int not null, month smallint not null, category smallint not null,
    cell bigint not null, place_precision smallint not null, geom geometry(Point, 4326) not null)`;

const finish = `insert into fact
    select mission, marking, month, category, cell, place_precision, ST_SetSRID(ST_MakePoint(lon, lat), 4326) from raw;
  drop table raw;
  create index on fact using gist (geom);
  alter table fact enable row level security;
  create policy fact_read on fact for select using (
    get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) = 1
    and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid);
  create role app login nosuperuser nobypassrls;
  grant select on fact to app`;

// row security would keep the planner from an index on an operator that might leak; PostGIS's overlap does not
const letIndexBeUsed = 'alter function geometry_overlaps(geometry, geometry) leakproof';

/** The rows of the columns in a table of PostGIS, under the same row security. */
export const loadPostgis = async (
  server: PostgisServer,
  session: Session,
  view: Pick<View, 'table' | 'cells'>,
  resolution: number,
): Promise<void> => {
  const owner = new pg.Client({ connectionString: server.url });
  await owner.connect();
  await owner.query(schema);
  const copy = owner.query(from('copy raw from stdin'));
  const { columns, count } = view.table;
  const { cells, code } = view.cells(resolution);
  const numbers = cells.map((cell) => cellNumber(cell).toString());
  let text = '';
  for (let row = 0; row < count; row++) {
    // what is counted on no side: refuted incidents bear no marking in the columns
    if (columns.marking[row]! < 0) continue;
    text += `${session.mission.id}\t${columns.marking[row]}\t${columns.month[row]}\t${columns.category[row]}\t${numbers[code[row]!]}\t${columns.placePrecision[row]}\t${columns.lon[row]}\t${columns.lat[row]}\n`;
    if (text.length < 1_000_000) continue;
    if (!copy.write(text)) await new Promise((resolve) => copy.once('drain', resolve));
    text = '';
  }
  copy.end(text);
  await finished(copy);
  await owner.query(finish);
  await owner.query(letIndexBeUsed);
  await owner.query('vacuum (analyze) fact');
  await owner.end();
};

/** Counts by (cell, month, category) in a box as the reader; only their number and sum leave the server. */
export const openPostgisReader = async (server: PostgisServer, session: Session) => {
  const url = new URL(server.url);
  url.username = 'app';
  const app = new pg.Client({ connectionString: url.href });
  await app.connect();
  // a server that ends under it is met at the next query
  app.on('error', () => undefined);
  return {
    count: async (
      { west, south, east, north }: BBox,
      coarsest: number,
    ): Promise<{ groups: number; total: number }> => {
      await app.query('begin');
      await app.query(`set local bluehelm.mission = '${session.mission.id}';
        set local bluehelm.bits = '\\x${Buffer.from(session.bits).toString('hex')}'`);
      const { rows } = await app.query<{ groups: string; total: string }>(
        `select count(*) as groups, sum(number) as total from (
           select cell, month, category, count(*) as number from fact
           where geom && ST_MakeEnvelope($1, $2, $3, $4, 4326) and place_precision <= $5
           group by cell, month, category) counted`,
        [west, south, east, north, coarsest],
      );
      await app.query('commit');
      return { groups: Number(rows[0]!.groups), total: Number(rows[0]!.total) };
    },
    close: () => app.end(),
  };
};
