import { Type } from 'typebox';
import { filterParameters, Marking, type RouteRoom } from '../../foundation/http/index.ts';
import { type Picture, picture } from './picture.ts';
import { type Points, picturePoints } from './points.ts';

const { bbox, from, to, category, least, placePrecision } = filterParameters;
const filters = {
  kind: Type.Optional(Type.String({ maxLength: 63, description: 'an analysed kind; default incident' })),
  bbox,
  from,
  to,
  category,
  least,
  placePrecision,
};
const closed = { additionalProperties: false } as const;
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const count = Type.Integer({ minimum: 0 });

const PictureAnswer = Type.Unsafe<Picture>(
  Type.Object({
    resolution: Type.Integer(),
    cells: Type.Array(Type.Object({ cell: Type.String(), count, best: Type.Number() }), {
      description:
        'hexagons with records; those at the edge of the box count only what lies inside it, so ask for a margin',
    }),
    total: count,
    coarse: Type.Object(
      { count },
      { description: 'records known less precisely than a hexagon: part of total, in no cell' },
    ),
    categories: Type.Array(Type.Object({ name: Type.String(), count }), {
      description: 'under every filter but that of categories',
    }),
    timeline: Type.Object(
      {
        unit: Type.Unsafe<'day' | 'week' | 'month'>({ type: 'string', enum: ['day', 'week', 'month'] }),
        start: Type.String({ description: 'first day of the first period' }),
        counts: Type.Array(count),
        best: Type.Array(Type.Number()),
      },
      { description: 'under every filter but that of time' },
    ),
    extent: nullable(
      Type.Object({ west: Type.Number(), south: Type.Number(), east: Type.Number(), north: Type.Number() }),
    ),
    span: nullable(Type.Object({ from: Type.String(), to: Type.String() })),
    marking: nullable(Marking),
  }),
);

const PointsAnswer = Type.Unsafe<Points>(
  Type.Object({
    points: Type.Array(
      Type.Object({
        id: Type.String(),
        lon: Type.Number(),
        lat: Type.Number(),
        category: Type.String(),
        best: Type.Number(),
        start: Type.String(),
        precision: Type.Integer(),
      }),
    ),
    more: Type.Boolean(),
    marking: nullable(Marking),
  }),
);

export const pictureRoutes: RouteRoom = (app, needs) => {
  app.get(
    '/api/v1/picture',
    {
      schema: {
        summary: 'Counts by hexagon, category and period',
        tags: ['picture'],
        querystring: Type.Object(
          {
            ...filters,
            resolution: Type.Optional(
              Type.Integer({
                minimum: 0,
                maximum: 12,
                description: 'H3 resolution of the hexagons; default 5',
              }),
            ),
          },
          closed,
        ),
        response: { 200: PictureAnswer },
      },
    },
    async ({ session, query }) => picture(needs, session, query),
  );
  app.get(
    '/api/v1/picture/points',
    {
      schema: {
        summary: 'The latest records as points',
        tags: ['picture'],
        querystring: Type.Object(
          {
            ...filters,
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50_000, description: 'default 5000' })),
          },
          closed,
        ),
        response: { 200: PointsAnswer },
      },
    },
    async ({ session, query }) => picturePoints(needs, session, query),
  );
};
