import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { demand, type Needs, type Session } from '../../access/index.ts';
import { eachRecord, type Filter, type MissionRecord, writing } from '../../records/index.ts';
import type { App, RoomNeeds } from '../app.ts';
import { content } from '../schemas.ts';
import { featureOf } from './feature.ts';
import { askedFilter, closed, filterParameters, sortParameter } from './query.ts';
import { readerMarking } from './reader-marking.ts';
import { tableOf } from './table.ts';

/** One form an export can have: what stands before, between and after the records. */
interface Form {
  readonly extension: string;
  readonly mediaType: string;
  readonly title: string;
  readonly open: (filter: Filter) => Writing;
}

interface Writing {
  readonly head: string;
  readonly line: (record: MissionRecord) => string;
  readonly between: string;
  readonly foot: string;
}

export const exportForms: readonly Form[] = [
  {
    extension: 'geojson',
    mediaType: 'application/geo+json',
    title: 'GeoJSON',
    open: () => ({
      head: '{"type":"FeatureCollection","features":[\n',
      line: (record) => JSON.stringify(featureOf(record)),
      between: ',\n',
      foot: '\n]}\n',
    }),
  },
  {
    extension: 'csv',
    mediaType: 'text/csv; charset=utf-8',
    title: 'CSV, in the columns that the kind declares',
    open: ({ kind }) => ({ ...tableOf(kind.csv), between: '', foot: '' }),
  },
  {
    extension: 'ndjson',
    mediaType: 'application/x-ndjson',
    title: 'one record as JSON per line',
    open: () => ({ head: '', line: (record) => `${JSON.stringify(record)}\n`, between: '', foot: '' }),
  },
];

/** Exports: everything that matches, streamed in constant memory, audited before the first byte leaves. */
export const exportRoutes = (app: App, needs: RoomNeeds): void => {
  for (const form of exportForms)
    app.get(
      `/api/v1/records.${form.extension}`,
      {
        schema: {
          summary: `Export records: ${form.title}`,
          tags: ['records'],
          querystring: Type.Object(
            {
              ...filterParameters,
              sort: sortParameter,
              limit: Type.Optional(Type.Integer({ minimum: 1, description: 'no limit unless given' })),
              purpose: Type.Optional(
                Type.String({
                  maxLength: 500,
                  description: 'what the export is for; kept in the audit trail',
                }),
              ),
            },
            closed,
          ),
          response: { 200: content(form.mediaType.split(';')[0]!, Type.String(), form.title) },
        },
      },
      async (request, reply) => {
        const { session, query } = request;
        demand(session, 'export');
        const asked = askedFilter(needs.kinds, query);
        // an order in which a record that changes meanwhile comes again rather than never
        const sort = query.sort ?? (asked.kind.time === 'required' ? '-when' : 'changed');
        const { purpose, ...said } = query;
        await auditExport(needs, session, form.extension, said, purpose);
        const day = (needs.clock?.() ?? new Date()).toISOString().slice(0, 10);
        const pages = eachRecord(needs, session, asked, sort);
        return reply
          .type(form.mediaType)
          .header(
            'content-disposition',
            `attachment; filename="${session.mission.name}-${asked.kind.name}-${day}.${form.extension}"`,
          )
          .send(Readable.from(exportChunks(form.open(asked), pages, query.limit), { objectMode: false }));
      },
    );
};

/** An export in pieces of a page each, never more than one ahead of its reader. */
export async function* exportChunks(
  form: Writing,
  pages: AsyncIterable<readonly MissionRecord[]>,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<string> {
  let left = limit;
  let before = form.head;
  for await (const page of pages) {
    const lines = page.slice(0, left).map(form.line);
    left -= lines.length;
    yield before + lines.join(form.between);
    before = form.between;
    if (left <= 0) break;
  }
  // nothing was written yet where nothing matched
  yield (before === form.head ? form.head : '') + form.foot;
}

export const auditExport = async (
  needs: Needs,
  session: Session,
  form: string,
  query: object,
  purpose: string | undefined,
): Promise<void> => {
  const marking = await needs.markings.number(readerMarking(session));
  const detail = { query, ...(purpose === undefined ? {} : { purpose }) };
  await writing(needs, session, async (writer) =>
    writer.act({ act: 'export', subject: `records.${form}`, marking, detail }),
  );
};
