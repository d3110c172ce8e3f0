import { Type } from 'typebox';
import type { App, RoomNeeds } from '../app.ts';
import { content } from '../schemas.ts';
import { collectionRoutes } from './collections.ts';
import { itemRoutes } from './items.ts';
import { addressOf, json, type LinkTo, openapi, selfOf } from './links.ts';
import { Conformance, LandingPage } from './schemas.ts';

const conformsTo = [
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson',
  'http://www.opengis.net/spec/ogcapi-features-1/1.1/conf/core',
  'http://www.opengis.net/spec/ogcapi-features-1/1.1/conf/geojson',
  'http://www.opengis.net/spec/ogcapi-features-1/1.1/conf/oas31',
];

/** OGC API – Features, part 1: core and GeoJSON, for every kind that has a place. */
export const ogcRoutes = (app: App, needs: RoomNeeds): void => {
  const tags = ['ogc'];

  app.get(
    '/ogc',
    { schema: { summary: 'OGC API: where everything is', tags, response: { 200: LandingPage } } },
    async (request) => ({
      title: `Bluehelm: ${request.session.mission.title}`,
      description: request.session.mission.simulated
        ? 'Simulated records of an exercise.'
        : 'Records of the mission, as far as the caller may read them.',
      links: [
        { href: selfOf(request), rel: 'self', type: json, title: 'This document' },
        { href: addressOf(request, '/ogc/api'), rel: 'service-desc', type: openapi, title: 'The API' },
        {
          href: addressOf(request, '/ogc/conformance'),
          rel: 'conformance',
          type: json,
          title: 'What it conforms to',
        },
        { href: addressOf(request, '/ogc/collections'), rel: 'data', type: json, title: 'Collections' },
      ] satisfies LinkTo[],
    }),
  );

  app.get(
    '/ogc/conformance',
    { schema: { summary: 'What the OGC API conforms to', tags, response: { 200: Conformance } } },
    async () => ({ conformsTo }),
  );

  app.get(
    '/ogc/api',
    {
      config: { open: true },
      schema: {
        summary: 'The OpenAPI document of the OGC API',
        tags,
        response: {
          200: content(
            openapi.split(';')[0]!,
            Type.Object({}, { additionalProperties: true }),
            'OpenAPI 3.1',
          ),
        },
      },
    },
    async (_request, reply) => {
      const whole = app.swagger();
      const paths = Object.fromEntries(
        Object.entries(whole.paths ?? {}).filter(([path]) => path.startsWith('/ogc')),
      );
      return reply.type(openapi).send({ ...whole, paths });
    },
  );

  collectionRoutes(app, needs);
  itemRoutes(app, needs);
};
