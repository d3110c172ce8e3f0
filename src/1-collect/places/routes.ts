import { bbox as parseBBox } from '@bluehelm/kernel';
import { Type } from 'typebox';
import { demand } from '../../foundation/access/index.ts';
import { content, featureOf, type RouteRoom } from '../../foundation/http/index.ts';
import { type AnyKind, listRecords, type MissionRecord } from '../../foundation/records/index.ts';
import { boundary, place, road } from './kinds.ts';

/** Most records of each kind on one map; a box asks for the rest. */
const mostOfAKind = 1000;

/** The land under a map: boundaries, roads and places in one answer. */
export const placeRoutes: RouteRoom = (app, needs) => {
  app.get(
    '/api/v1/places.geojson',
    {
      schema: {
        summary: 'Boundaries, roads and places for a map',
        description: `At most ${mostOfAKind} of each kind, the last changed first; give a bbox for a part of them.`,
        tags: ['places'],
        querystring: Type.Object(
          { bbox: Type.Optional(Type.String({ description: 'west,south,east,north in degrees' })) },
          { additionalProperties: false },
        ),
        response: { 200: content('application/geo+json') },
      },
    },
    async ({ session, query }, reply) => {
      demand(session, 'read');
      const within = query.bbox ? { bbox: parseBBox(query.bbox) } : {};
      const found: MissionRecord[] = [];
      for (const kind of [boundary, road, place] as unknown as readonly AnyKind[]) {
        const states = ['current'];
        const page = await listRecords(needs, session, { kind, states, ...within }, { limit: mostOfAKind });
        found.push(...page.records);
      }
      return reply
        .type('application/geo+json')
        .send({ type: 'FeatureCollection', features: found.map(featureOf) } as never);
    },
  );
};
