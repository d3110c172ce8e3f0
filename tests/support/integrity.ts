import pg from 'pg';

/** What must hold of every mission whatever was killed when; each is a count, and all but the totals must be 0. */
export interface Integrity {
  readonly incidents: number;
  readonly doubled: number;
  readonly withoutFact: number;
  readonly factWithoutRecord: number;
  /** records whose version is not one more than the versions that history keeps */
  readonly brokenHistory: number;
  /** places in the feed that nothing was ever given, or that were given twice */
  readonly feedGaps: number;
}

/** Looks at a mission as the database's owner. */
export const integrityOf = async (ownerUrl: string, mission: string): Promise<Integrity> => {
  const client = new pg.Client({ connectionString: ownerUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query(
      `with m as (select id from bluehelm.mission where name = $1),
         r as (select * from bluehelm.record where mission = (select id from m)),
         i as (select * from r where kind = 'incident'),
         f as (select * from bluehelm.fact where mission = (select id from m) and kind = 'incident'),
         p as (select id, count(*) as versions from bluehelm.record_past
               where mission = (select id from m) group by id)
       select (select count(*) from i)::int as incidents,
         (select count(*) - count(distinct (source, source_id)) from i where source is not null)::int as doubled,
         (select count(*) from i where not exists (select from f where f.id = i.id))::int as "withoutFact",
         (select count(*) from f where not exists (select from i where i.id = f.id))::int as "factWithoutRecord",
         (select count(*) from r left join p using (id)
          where r.version <> 1 + coalesce(p.versions, 0))::int as "brokenHistory",
         -- every version took one place in the feed, every lost sight another
         abs((select seq from bluehelm.head where mission = (select id from m))
           - (select sum(version) from r)
           - (select count(*) from bluehelm.sight_lost where mission = (select id from m)))::int as "feedGaps"`,
      [mission],
    );
    return rows[0] as Integrity;
  } finally {
    await client.end();
  }
};
