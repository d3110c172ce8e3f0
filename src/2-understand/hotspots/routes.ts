import { id } from '@bluehelm/kernel';
import { Type } from 'typebox';
import {
  content,
  filterParameters,
  IdParams,
  RecordRef,
  type RouteRoom,
} from '../../foundation/http/index.ts';
import { type HotspotParameters, mostPermutations } from './parameters.ts';
import { collectionText, keepSurface, previewSurface, readSurface, recordText } from './service.ts';

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;
const choice = <Value extends string>(values: readonly Value[], description: string) =>
  Type.Unsafe<Value>({ type: 'string', enum: [...values], description });

const permutations = Type.Integer({ minimum: 99, maximum: mostPermutations });
const inference = choice(
  ['permutation', 'analytic'],
  'where p comes from; default permutation, as many as the hexagons need',
);
const seed = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const { from, to, category, least, placePrecision } = filterParameters;

const common = {
  resolution: optional(
    Type.Integer({ minimum: 0, maximum: 12, description: 'H3; where missing, chosen by area and incidents' }),
  ),
  from,
  to,
  least,
  placePrecision,
  measure: optional(choice(['count', 'rate'], 'rate: a year per 100 000 inhabitants; default count')),
  coarse: optional(
    choice(['leave-out', 'spread'], 'incidents known less precisely than a hexagon; default leave-out'),
  ),
};

const Asked = Type.Unsafe<HotspotParameters>(
  Type.Object(
    {
      ...common,
      categories: optional(Type.Array(Type.String({ maxLength: 63 }), { maxItems: 100 })),
      inference: optional(Type.Union([inference, Type.Object({ permutations, seed }, closed)])),
    },
    closed,
  ),
);

const collection = content(
  'application/geo+json',
  Type.Object({}, { additionalProperties: true }),
  'FeatureCollection of hexagons with cell, count, z, p, q, class; and a summary',
);

export const hotspotRoutes: RouteRoom = (app, needs) => {
  const tags = ['hotspots'];
  app.post(
    '/api/v1/hotspots',
    {
      schema: {
        summary: 'Make a hotspot surface and keep it',
        tags,
        body: Asked,
        response: { 201: RecordRef },
      },
    },
    async ({ session, body }, reply) => {
      const record = await keepSurface(needs, session, body);
      return reply
        .code(201)
        .header('etag', `"${record.version}"`)
        .header('location', `/api/v1/records/${record.id}`)
        .send(record);
    },
  );
  app.get(
    '/api/v1/hotspots/preview',
    {
      schema: {
        summary: 'A hotspot surface that is not kept',
        tags,
        querystring: Type.Object(
          {
            ...common,
            category,
            categories: category,
            inference: optional(inference),
            permutations: optional(permutations),
            seed: optional(seed),
          },
          closed,
        ),
        response: { 200: collection },
      },
    },
    async ({ session, query }, reply) => {
      const { category: some, categories = some, permutations: draws, seed: start = 1, ...rest } = query;
      const { summary, features } = await previewSurface(needs, session, {
        ...rest,
        ...(categories ? { categories: categories.split(',').filter((one) => one !== '') } : {}),
        ...(draws === undefined ? {} : { inference: { permutations: draws, seed: start } }),
      });
      return reply.type('application/geo+json').send(collectionText(summary, features) as never);
    },
  );
  app.get(
    '/api/v1/hotspots/:id.geojson',
    {
      schema: { summary: 'A kept hotspot surface', tags, params: IdParams, response: { 200: collection } },
    },
    async ({ session, params }, reply) => {
      const record = await readSurface(needs, session, id(params.id));
      const number = await needs.markings.number(record.marking);
      needs.reads.note(session, `${record.kind}/${record.id}/v${record.version}`, number);
      return reply.type('application/geo+json').send((await recordText(record)) as never);
    },
  );
};
