import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { csvLine } from '@bluehelm/formats';
import { type Id, id, Problem } from '@bluehelm/kernel';
import { Type } from 'typebox';
import {
  accessProblems,
  demand,
  ensureMission,
  findMission,
  type Mission,
  roles,
} from '../../foundation/access/index.ts';
import { content, IdParams, RecordRef, type RouteRoom, sessionIn } from '../../foundation/http/index.ts';
import type { Jobs } from '../../foundation/jobs/index.ts';
import { type MissionRecord, readRecord } from '../../foundation/records/index.ts';
import { fileSource } from './file-source.ts';
import { beginImport, type ImportNeeds } from './import.ts';
import type { ImportJobs } from './job.ts';
import { sourceProblems } from './problems.ts';
import { headBytes, recogniseHead } from './recognise-file.ts';
import { progressOf, refusedRows } from './store.ts';
import { spool } from './upload.ts';

const closed = { additionalProperties: false } as const;
const name = Type.String({ minLength: 1, maxLength: 255, description: 'the file’s name' });
const mission = Type.Optional(
  Type.String({ maxLength: 63, description: 'mission; made where it does not exist' }),
);
const tags = ['sources'];
const sniffLimit = 1_048_576;

export interface SourceRouteNeeds {
  readonly importers: ImportNeeds['importers'];
  readonly jobs: Jobs<ImportJobs>;
  /** folder where uploads wait */
  readonly uploads: string;
}

/** Taking in files through the web: look, upload, follow, fetch what was refused. */
export const sourceRoutes =
  ({ importers, jobs, uploads }: SourceRouteNeeds): RouteRoom =>
  (app, needs) => {
    app.post(
      '/api/v1/imports/inspect',
      {
        config: { upload: true, missionless: true },
        schema: {
          summary: 'Recognise a file by its first bytes (up to 1 MB)',
          tags,
          consumes: ['application/octet-stream'],
          querystring: Type.Object({ name, source: Type.Optional(Type.String()), mission }, closed),
          response: {
            200: Type.Object({
              format: Type.String(),
              title: Type.String(),
              layout: Type.String(),
              confidence: Type.Number(),
              container: Type.String(),
              encoding: Type.String(),
              mapping: Type.Array(
                Type.Object({
                  column: Type.String(),
                  field: Type.Optional(Type.String()),
                  note: Type.String(),
                }),
              ),
              faults: Type.Array(
                Type.Object({ column: Type.String(), given: Type.String(), reason: Type.String() }),
              ),
            }),
          },
        },
      },
      async (request) => {
        const head = await firstOf(request.body as Readable);
        const found = recogniseHead(head, request.query.name, request.query.source ?? 'auto');
        return { ...found, mapping: [...found.mapping], faults: [...found.faults] } as never;
      },
    );

    app.post(
      '/api/v1/imports',
      {
        config: { upload: true, missionless: true },
        schema: {
          summary: 'Take in a file; answers when it is safely here, and goes on in the background',
          tags,
          consumes: ['application/octet-stream'],
          querystring: Type.Object(
            { name, source: Type.Optional(Type.String()), encoding: Type.Optional(Type.String()), mission },
            closed,
          ),
          response: { 202: RecordRef },
        },
      },
      async (request, reply) => {
        const { query, credential } = request;
        const into = await missionFor(needs, request, query.mission);
        const session = sessionIn(needs, request, into);
        demand(session, 'import');
        const path = await spool(uploads, request.body as Readable);
        const source = query.source ?? 'auto';
        const encoding = query.encoding ? { encoding: query.encoding } : {};
        const given = { path, name: query.name, source, ...encoding };
        const record = await fileSource(given)
          .then((rows) => beginImport({ ...needs, importers }, session, rows))
          .catch(async (error) => {
            await rm(path, { force: true });
            throw error;
          });
        await jobs.add('import', {
          ...given,
          mission: into.id,
          importId: record.id,
          bearer: {
            label: credential.label,
            mission: credential.mission,
            role: credential.role,
            clearance: credential.clearance,
          },
        });
        return reply.code(202).header('location', `/api/v1/imports/${record.id}`).send(record);
      },
    );

    app.get(
      '/api/v1/imports/:id',
      { schema: { summary: 'Follow an import', tags, params: IdParams, response: { 200: RecordRef } } },
      async ({ session, params }) => {
        demand(session, 'read');
        const record = await importRecord(needs, session, id(params.id));
        if (record.state !== 'running') return record;
        const progress = await progressOf(needs, session, record.id);
        return progress ? { ...record, body: { ...record.body, ...progress } } : record;
      },
    );

    app.get(
      '/api/v1/imports/:id/refused.csv',
      {
        schema: {
          summary: 'The rows an import refused, and why',
          tags,
          params: IdParams,
          response: { 200: content('text/csv') },
        },
      },
      async ({ session, params }, reply) => {
        demand(session, 'read');
        const record = await importRecord(needs, session, id(params.id));
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${record.id}.refused.csv"`)
          .send(Readable.from(refusedCsv(refusedRows(needs, session, record.id)), { objectMode: false }));
      },
    );
  };

const importRecord = async (
  needs: Parameters<typeof readRecord>[0],
  session: Parameters<typeof readRecord>[1],
  wanted: Id,
): Promise<MissionRecord> => {
  const record = await readRecord(needs, session, wanted);
  if (record.kind === 'import') return record;
  throw new Problem(
    sourceProblems.notAnImport,
    `The record ${wanted} is of kind "${record.kind}", not an import.`,
  );
};

async function* refusedCsv(
  pages: AsyncIterable<readonly { line: number; column: string; given: string; reason: string }[]>,
) {
  yield csvLine(['line', 'column', 'given', 'reason']);
  for await (const rows of pages)
    yield rows.map((row) => csvLine([row.line, row.column, row.given, row.reason])).join('');
}

const firstOf = async (body: Readable): Promise<Uint8Array> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > sniffLimit)
      throw new Problem(
        sourceProblems.tooLarge,
        `More than ${sniffLimit} bytes were sent to be looked at; the first ${headBytes} are enough.`,
      );
  }
  if (bytes === 0)
    throw new Problem(sourceProblems.empty, 'No bytes were sent; the file’s first bytes were expected.');
  return Buffer.concat(chunks);
};

/** The mission a file goes to. Only who administers every mission may make a new one by naming it. */
const missionFor = async (
  needs: ImportNeeds | Parameters<typeof sessionIn>[0],
  request: Parameters<typeof sessionIn>[1],
  wanted: string | undefined,
): Promise<Mission> => {
  const { credential } = request;
  const asked = wanted ?? (request.headers['x-bluehelm-mission'] as string | undefined);
  const administers = (roles[credential.role] as readonly string[]).includes('administer');
  if (credential.mission === undefined && administers && asked)
    return (await ensureMission(needs.db, { name: asked })).mission;
  const found = await findMission(needs.db, asked ?? credential.mission ?? '');
  if (credential.mission === undefined || credential.mission === found.id) return found;
  throw new Problem(accessProblems.missionUnknown, `There is no mission "${asked}" for you.`);
};
