import { type Id, id } from '@bluehelm/kernel';
import { Type } from 'typebox';
import { demand, type Session } from '../../access/index.ts';
import {
  changeRecord,
  createRecord,
  type Draft,
  type MissionRecord,
  moveRecord,
  readRecord,
  recordHistory,
} from '../../records/index.ts';
import type { App, RoomNeeds } from '../app.ts';
import { IdParams, MarkingGiven, RecordRef, VersionRef, WhenGiven, WhereGiven } from '../schemas.ts';
import { etagOf, matchedVersion, sendRecord } from './etag.ts';
import { closed } from './query.ts';

const orNull = <T extends typeof WhenGiven | typeof WhereGiven>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]));

const Body = Type.Unsafe<Draft['body']>({
  type: 'object',
  description: 'as the kind’s schema in /api/v1/kinds says',
});

const noted = async (needs: RoomNeeds, session: Session, record: MissionRecord): Promise<void> =>
  needs.reads.note(
    session,
    `${record.kind}/${record.id}/v${record.version}`,
    await needs.markings.number(record.marking),
  );

const found = (text: string): Id => id(text);

/** Making, reading, changing and moving one record. */
export const singleRoutes = (app: App, needs: RoomNeeds): void => {
  const tags = ['records'];

  app.post(
    '/api/v1/records',
    {
      schema: {
        summary: 'Make a record',
        tags,
        body: Type.Object(
          {
            kind: Type.String({ maxLength: 63 }),
            when: orNull(WhenGiven),
            where: orNull(WhereGiven),
            marking: Type.Optional(MarkingGiven),
            body: Body,
            state: Type.Optional(Type.String({ maxLength: 63 })),
          },
          closed,
        ),
        response: { 201: RecordRef },
      },
    },
    async ({ session, body: given }, reply) => {
      const { kind, state, ...draft } = given;
      const record = await createRecord(
        needs,
        session,
        kind,
        draft as Draft,
        state === undefined ? {} : { state },
      );
      return reply
        .code(201)
        .header('etag', etagOf(record))
        .header('location', `/api/v1/records/${record.id}`)
        .send(record);
    },
  );

  app.get(
    '/api/v1/records/:id',
    { schema: { summary: 'Read a record', tags, params: IdParams, response: { 200: RecordRef } } },
    async (request, reply) => {
      const { session } = request;
      demand(session, 'read');
      const record = await readRecord(needs, session, found(request.params.id));
      await noted(needs, session, record);
      return sendRecord(request, reply, record);
    },
  );

  app.patch(
    '/api/v1/records/:id',
    {
      schema: {
        summary: 'Change a record (If-Match; the body is merged as RFC 7396 says)',
        tags,
        params: IdParams,
        body: Type.Object(
          {
            when: orNull(WhenGiven),
            where: orNull(WhereGiven),
            marking: Type.Optional(MarkingGiven),
            body: Type.Optional(Body),
          },
          closed,
        ),
        response: { 200: RecordRef },
      },
    },
    async (request, reply) => {
      const version = matchedVersion(request);
      const record = await changeRecord(
        needs,
        request.session,
        found(request.params.id),
        version,
        request.body as Partial<Draft>,
      );
      return reply.header('etag', etagOf(record)).send(record);
    },
  );

  app.post(
    '/api/v1/records/:id/state',
    {
      schema: {
        summary: 'Move a record along its life cycle (If-Match)',
        tags,
        params: IdParams,
        body: Type.Object({ to: Type.String({ maxLength: 63 }) }, closed),
        response: { 200: RecordRef },
      },
    },
    async (request, reply) => {
      const version = matchedVersion(request);
      const record = await moveRecord(
        needs,
        request.session,
        found(request.params.id),
        version,
        request.body.to,
      );
      return reply.header('etag', etagOf(record)).send(record);
    },
  );

  app.get(
    '/api/v1/records/:id/history',
    {
      schema: {
        summary: 'Every version of a record and what it changed, newest first',
        tags,
        params: IdParams,
        response: { 200: Type.Object({ versions: Type.Array(VersionRef) }) },
      },
    },
    async ({ session, params }) => {
      demand(session, 'read');
      const versions = await recordHistory(needs, session, found(params.id));
      await noted(needs, session, versions[0]!.record);
      return { versions };
    },
  );
};
