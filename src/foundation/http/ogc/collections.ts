import { Problem } from '@bluehelm/kernel';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { demand, type Session } from '../../access/index.ts';
import { type AnyKind, type Extent, type Kinds, recordProblems, recordsExtent } from '../../records/index.ts';
import type { App, RoomNeeds } from '../app.ts';
import { closed } from '../records/query.ts';
import { addressOf, geojson, json, type LinkTo, selfOf } from './links.ts';
import { Collection, Collections } from './schemas.ts';

const crs84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';
const gregorian = 'http://www.opengis.net/def/uom/ISO-8601/0/Gregorian';

export const CollectionParams = Type.Object({ collectionId: Type.String({ maxLength: 63 }) }, closed);

const collected = (kinds: Kinds): AnyKind[] => kinds.all.filter((kind) => kind.place !== 'none');

/** The kind a collection holds. @throws Problem KIND_UNKNOWN, also for kinds without a place */
export const collectionKind = (kinds: Kinds, name: string): AnyKind => {
  const known = collected(kinds);
  const found = known.find((kind) => kind.name === name);
  if (found) return found;
  throw new Problem(
    recordProblems.kindUnknown,
    `"${name.slice(0, 60)}" is not a collection; one of ${known.map((kind) => kind.name).join(', ')} was expected.`,
  );
};

const rememberMs = 30_000;

/** Extents cost a look at every record, so they are remembered for a moment, apart for every clearance. */
const openExtents = (needs: RoomNeeds) => {
  const known = new Map<string, { until: number; extent: Promise<Extent> }>();
  return (session: Session, kind: AnyKind): Promise<Extent> => {
    const key = JSON.stringify([session.mission.id, kind.name, session.clearance]);
    const one = known.get(key);
    if (one && one.until > Date.now()) return one.extent;
    if (known.size > 1_000) known.clear();
    const extent = recordsExtent(needs, session, kind.name);
    known.set(key, { until: Date.now() + rememberMs, extent });
    extent.catch(() => known.delete(key));
    return extent;
  };
};

const described = (request: FastifyRequest, kind: AnyKind, { box, span }: Extent) => {
  const path = `/ogc/collections/${kind.name}`;
  return {
    id: kind.name,
    title: kind.plural,
    description: kind.description,
    itemType: 'feature',
    crs: [crs84],
    extent: {
      // nothing readable yet: the whole world is a true answer
      spatial: {
        bbox: [box ? [box.west, box.south, box.east, box.north] : [-180, -90, 180, 90]],
        crs: crs84,
      },
      temporal: {
        interval: [
          span ? [new Date(span.from).toISOString(), new Date(span.to).toISOString()] : [null, null],
        ],
        trs: gregorian,
      },
    },
    links: [
      { href: addressOf(request, path), rel: 'self', type: json, title: 'This collection' },
      { href: addressOf(request, `${path}/items`), rel: 'items', type: geojson, title: kind.plural },
      {
        href: addressOf(request, '/ogc/collections'),
        rel: 'collection',
        type: json,
        title: 'All collections',
      },
      {
        href: addressOf(request, `/api/v1/kinds/${kind.name}`),
        rel: 'describedby',
        type: json,
        title: 'Schema of this kind of record',
      },
    ] satisfies LinkTo[],
  };
};

export const collectionRoutes = (app: App, needs: RoomNeeds): void => {
  const extentOf = openExtents(needs);
  const tags = ['ogc'];

  app.get(
    '/ogc/collections',
    { schema: { summary: 'Every kind that has a place', tags, response: { 200: Collections } } },
    async (request) => {
      demand(request.session, 'read');
      const kinds = collected(needs.kinds);
      const extents = await Promise.all(kinds.map((kind) => extentOf(request.session, kind)));
      return {
        links: [{ href: selfOf(request), rel: 'self', type: json, title: 'All collections' }],
        collections: kinds.map((kind, i) => described(request, kind, extents[i]!)),
      };
    },
  );

  app.get(
    '/ogc/collections/:collectionId',
    { schema: { summary: 'One collection', tags, params: CollectionParams, response: { 200: Collection } } },
    async (request) => {
      demand(request.session, 'read');
      const kind = collectionKind(needs.kinds, request.params.collectionId);
      return described(request, kind, await extentOf(request.session, kind));
    },
  );
};
