import { Type } from 'typebox';
import type { AnyKind, Filter, FilterQuery, Kinds } from '../../records/index.ts';
import { filter, sorts } from '../../records/index.ts';

const text = (description: string, maxLength = 2_000) =>
  Type.Optional(Type.String({ description, maxLength }));

/** The parameters that say which records are meant, the same for lists, counts and exports. */
export const filterParameters = {
  kind: Type.String({ description: 'kind of record, such as incident', maxLength: 63 }),
  bbox: text('west,south,east,north in degrees; west > east crosses the antimeridian', 200),
  cell: text('H3 cell', 20),
  from: text('a day or RFC 3339 time: records that end at it or later', 40),
  to: text('a day (until its end) or RFC 3339 time: records that start at it or earlier', 40),
  state: text('states, separated by commas'),
  category: text('categories, separated by commas'),
  least: Type.Optional(Type.Number({ description: 'least value of the kind’s measure, such as deaths' })),
  text: text('words, each matched from its beginning', 500),
  source: text('name of the source', 200),
  placePrecision: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 7, description: 'coarsest place precision still wanted' }),
  ),
} as const;

export const sortParameter = Type.Optional(
  Type.Unsafe<(typeof sorts)[number]>({
    type: 'string',
    enum: [...sorts],
    description: 'by time of the event or of the last change; - is latest first',
  }),
);

export const closed = { additionalProperties: false } as const;

/** @throws Problem KIND_UNKNOWN, FILTER_REFUSED and those of boxes and cells */
export const askedFilter = (kinds: Kinds, query: FilterQuery & { kind: string }): Filter => {
  const kind: AnyKind = kinds.get(query.kind);
  return filter(kind, query);
};
