import { isId } from '@bluehelm/kernel';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { demand, type Session } from '../../access/index.ts';
import {
  type AnyKind,
  countRecords,
  type Filter,
  filter,
  listRecords,
  type MissionRecord,
  notFound,
  readRecord,
} from '../../records/index.ts';
import type { App, RoomNeeds } from '../app.ts';
import { featureOf } from '../records/feature.ts';
import { closed, filterParameters } from '../records/query.ts';
import { readerMarking } from '../records/reader-marking.ts';
import { content } from '../schemas.ts';
import { CollectionParams, collectionKind } from './collections.ts';
import { datetime } from './datetime.ts';
import { addressOf, geojson, json, type LinkTo, selfOf } from './links.ts';
import { FeatureCollection, FeatureSchema } from './schemas.ts';

/** A larger limit is cut to this, as the standard says. */
const mostItems = 10_000;
const pageSize = 1_000;

const { bbox, state, category, text, source } = filterParameters;

const ItemsQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: mostItems, default: 100 })),
    bbox,
    datetime: Type.Optional(
      Type.String({ maxLength: 100, description: 'an instant or an interval; .. is an open end' }),
    ),
    state,
    category,
    text,
    source,
    cursor: Type.Optional(Type.String({ maxLength: 400, description: 'made by the "next" link' })),
  },
  closed,
);

const ItemParams = Type.Object({ ...CollectionParams.properties, featureId: Type.String() }, closed);

export const itemRoutes = (app: App, needs: RoomNeeds): void => {
  const tags = ['ogc'];

  app.get(
    '/ogc/collections/:collectionId/items',
    {
      preValidation: cutLimit,
      schema: {
        summary: 'Features of a collection',
        tags,
        params: CollectionParams,
        querystring: ItemsQuery,
        response: { 200: content(geojson, FeatureCollection, 'features') },
      },
    },
    async (request, reply) => {
      const { session, query } = request;
      demand(session, 'read');
      const kind = collectionKind(needs.kinds, request.params.collectionId);
      const { datetime: time, cursor, limit, ...said } = query;
      const asked: Filter = { ...filter(kind, said), ...(time === undefined ? {} : datetime(time)) };
      const subject = `ogc/${kind.name}?${new URLSearchParams(Object.entries({ ...said, ...(time ? { datetime: time } : {}) }).filter(([, value]) => value !== undefined) as [string, string][])}`;
      needs.reads.note(session, subject, await needs.markings.number(readerMarking(session)));
      const page = await fetchPage(needs, session, asked, limit ?? 100, cursor);
      // counting costs as much as reading all, so it is done once
      const matched = cursor === undefined ? await countRecords(needs, session, asked) : undefined;
      return reply.type(geojson).send({
        type: 'FeatureCollection',
        features: page.records.map(featureOf),
        links: itemsLinks(request, kind, page.next),
        timeStamp: (needs.clock?.() ?? new Date()).toISOString(),
        ...(matched === undefined ? {} : { numberMatched: Math.max(matched, page.records.length) }),
        numberReturned: page.records.length,
      });
    },
  );

  app.get(
    '/ogc/collections/:collectionId/items/:featureId',
    {
      schema: {
        summary: 'One feature',
        tags,
        params: ItemParams,
        response: { 200: content(geojson, FeatureSchema, 'a feature') },
      },
    },
    async (request, reply) => {
      const { session, params } = request;
      demand(session, 'read');
      const kind = collectionKind(needs.kinds, params.collectionId);
      if (!isId(params.featureId)) throw notFound(params.featureId.slice(0, 60));
      const record = await readRecord(needs, session, params.featureId);
      if (record.kind !== kind.name) throw notFound(params.featureId);
      needs.reads.note(
        session,
        `${record.kind}/${record.id}/v${record.version}`,
        await needs.markings.number(record.marking),
      );
      const path = `/ogc/collections/${kind.name}`;
      return reply.type(geojson).send({
        ...featureOf(record),
        links: [
          { href: selfOf(request), rel: 'self', type: geojson, title: record.title },
          {
            href: addressOf(request, `/api/v1/records/${record.id}`),
            rel: 'alternate',
            type: json,
            title: 'As a record',
          },
          { href: addressOf(request, path), rel: 'collection', type: json, title: kind.plural },
        ] satisfies LinkTo[],
      });
    },
  );
};

/** `limit` above the maximum is cut, not refused (/req/core/fc-limit-response-1). */
const cutLimit = async (request: FastifyRequest): Promise<void> => {
  const query = request.query as { limit?: unknown };
  if (typeof query.limit === 'string' && /^\d+$/.test(query.limit) && Number(query.limit) > mostItems)
    query.limit = String(mostItems);
};

const fetchPage = async (
  needs: RoomNeeds,
  session: Session,
  asked: Filter,
  limit: number,
  cursor: string | undefined,
): Promise<{ records: MissionRecord[]; next: string | undefined }> => {
  const records: MissionRecord[] = [];
  let next = cursor;
  do {
    const wanted = Math.min(pageSize, limit - records.length);
    const page = await listRecords(needs, session, asked, {
      limit: wanted,
      ...(next === undefined ? {} : { cursor: next }),
    });
    records.push(...page.records);
    next = page.next;
  } while (next !== undefined && records.length < limit);
  return { records, next };
};

const itemsLinks = (request: FastifyRequest, kind: AnyKind, next: string | undefined): LinkTo[] => {
  const path = `/ogc/collections/${kind.name}`;
  const links: LinkTo[] = [
    { href: selfOf(request), rel: 'self', type: geojson, title: 'This page' },
    {
      href: addressOf(request, '/api/v1/records.csv', { kind: kind.name }),
      rel: 'alternate',
      type: 'text/csv',
      title: 'The whole collection as a table',
    },
    { href: addressOf(request, path), rel: 'collection', type: json, title: kind.plural },
  ];
  if (next === undefined) return links;
  const following = new URL(selfOf(request));
  following.searchParams.set('cursor', next);
  return [...links, { href: following.href, rel: 'next', type: geojson, title: 'The next page' }];
};
