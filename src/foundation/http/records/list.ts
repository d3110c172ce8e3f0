import { Type } from 'typebox';
import { demand } from '../../access/index.ts';
import { countRecords, listRecords } from '../../records/index.ts';
import type { App, RoomNeeds } from '../app.ts';
import { RecordRef } from '../schemas.ts';
import { askedFilter, closed, filterParameters, sortParameter } from './query.ts';

/** The list of any kind, filtered, sorted and paged. */
export const listRoute = (app: App, needs: RoomNeeds): void => {
  app.get(
    '/api/v1/records',
    {
      schema: {
        summary: 'List records of a kind',
        tags: ['records'],
        querystring: Type.Object(
          {
            ...filterParameters,
            sort: sortParameter,
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 50 })),
            cursor: Type.Optional(Type.String({ maxLength: 400, description: '"next" of the page before' })),
            count: Type.Optional(Type.Boolean({ description: 'also count all that match' })),
          },
          closed,
        ),
        response: {
          200: Type.Object({
            records: Type.Array(RecordRef),
            next: Type.Optional(Type.String({ description: 'cursor of the next page' })),
            count: Type.Optional(Type.Integer()),
          }),
        },
      },
    },
    async (request, reply) => {
      const { session, query } = request;
      demand(session, 'read');
      const asked = askedFilter(needs.kinds, query);
      const page = await listRecords(needs, session, asked, query);
      if (page.next !== undefined)
        reply.header('link', `<${nextAddress(request.url, page.next)}>; rel="next"`);
      if (!query.count) return { records: [...page.records], next: page.next };
      const count = await countRecords(needs, session, asked);
      return { records: [...page.records], next: page.next, count };
    },
  );
};

const nextAddress = (url: string, cursor: string): string => {
  const next = new URL(url, 'http://here');
  next.searchParams.set('cursor', cursor);
  return next.pathname + next.search;
};
