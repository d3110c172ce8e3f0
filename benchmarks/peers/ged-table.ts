import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { type GedEvent, ucdpGed } from '@bluehelm/formats';
import { cellAt, cellNumber, newId } from '@bluehelm/kernel';
import { drained } from '../drained.ts';

type Value = string | number | bigint | boolean | undefined;

/** What a row of the peer's table holds: everything that is parsed of a GED event, each part in a column of its own. */
const columns: readonly [name: string, type: string, value: (event: GedEvent) => Value][] = [
  ['id', 'uuid not null', () => newId()],
  ['kind', 'text not null', () => 'incident'],
  ['source', 'text not null', () => 'ucdp-ged'],
  ['source_id', 'text not null', (event) => event.sourceId],
  ['relid', 'text', (event) => event.relid],
  ['code_status', 'text', (event) => event.codeStatus],
  ['active_year', 'boolean', (event) => event.activeYear],
  ['when_start', 'timestamptz not null', (event) => event.dateStart],
  ['when_end', 'timestamptz not null', (event) => event.dateEnd],
  ['date_precision', 'smallint not null', (event) => event.datePrecision],
  ['lat', 'float8 not null', (event) => event.latitude],
  ['lon', 'float8 not null', (event) => event.longitude],
  ['where_precision', 'smallint not null', (event) => event.wherePrecision],
  ['type_of_violence', 'smallint not null', (event) => event.typeOfViolence],
  ['conflict_id', 'int', (event) => event.conflict.id],
  ['conflict', 'text', (event) => event.conflict.name],
  ['dyad_id', 'int', (event) => event.dyad.id],
  ['dyad', 'text', (event) => event.dyad.name],
  ['side_a_id', 'int', (event) => event.sideA.id],
  ['side_a', 'text', (event) => event.sideA.name],
  ['side_b_id', 'int', (event) => event.sideB.id],
  ['side_b', 'text', (event) => event.sideB.name],
  ['country_id', 'int', (event) => event.country.id],
  ['country', 'text', (event) => event.country.name],
  ['region', 'text', (event) => event.region],
  ['admin1', 'text', (event) => event.admin1],
  ['admin2', 'text', (event) => event.admin2],
  ['place', 'text', (event) => event.place],
  ['description', 'text', (event) => event.description],
  ['priogrid', 'int', (event) => event.priogrid],
  ['deaths_a', 'int', (event) => event.deaths.a],
  ['deaths_b', 'int', (event) => event.deaths.b],
  ['deaths_civilians', 'int', (event) => event.deaths.civilians],
  ['deaths_unknown', 'int', (event) => event.deaths.unknown],
  ['best', 'int', (event) => event.deaths.best],
  ['low', 'int', (event) => event.deaths.low],
  ['high', 'int', (event) => event.deaths.high],
  ['clarity', 'smallint', (event) => event.clarity],
  ['original_source', 'text', (event) => event.originalSource],
  ['source_count', 'int', (event) => event.sourceCount],
  ['sources', 'json', (event) => JSON.stringify(event.sources)],
  ['cell', 'bigint not null', (event) => cellNumber(cellAt(event.longitude, event.latitude, 9))],
  [
    'words',
    'text not null',
    (event) =>
      [
        `${event.dyad.name}, ${event.place ?? ''}`,
        event.place,
        event.admin1,
        event.admin2,
        event.country.name,
        event.sideA.name,
        event.sideB.name,
        event.conflict.name,
      ].join(' '),
  ],
];

export const copiedColumns = ['mission', 'seq', ...columns.map(([name]) => name)].join(', ');

/** The table with the same kind and number of indexes as bluehelm.record. */
export const peerTable = `drop table if exists public.peer_ged;
create table public.peer_ged (mission uuid not null, seq bigint not null,
  ${columns.map(([name, type]) => `${name} ${type}`).join(', ')},
  search tsvector not null generated always as (to_tsvector('simple', words)) stored,
  primary key (mission, id));
create unique index on public.peer_ged (mission, source, source_id) where source is not null;
create unique index on public.peer_ged (mission, seq);
create index on public.peer_ged (mission, kind, when_start desc, id desc)
  include (when_end, lat, lon, where_precision, clarity, country_id);
create index on public.peer_ged using gin (search);`;

/** Writes the parsed events of a GED file as lines for COPY. */
export const writeTable = async (gedFile: string, to: string): Promise<void> => {
  const out = createWriteStream(to);
  const mission = newId();
  let seq = 0;
  for await (const { rows } of ucdpGed.read({ path: gedFile }, { batchRows: 4000 })) {
    let text = '';
    for (const { value } of rows) {
      text += `${mission}\t${++seq}`;
      for (const [, , of] of columns) text += `\t${escaped(of(value))}`;
      text += '\n';
    }
    await drained(out, text);
  }
  out.end();
  await finished(out);
};

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

const escaped = (value: Value): string =>
  value === undefined ? '\\N' : String(value).replace(/[\\\t\n\r]/g, (one) => escapes[one]!);
