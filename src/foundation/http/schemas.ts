import type { ProblemDocument } from '@bluehelm/kernel';
import { levels, tlpLabels } from '@bluehelm/kernel';
import { type TSchema, Type } from 'typebox';
import type { MissionRecord, Version } from '../records/index.ts';

/** Schemas with a name: they stand once in the OpenAPI document and are referred to. */
const text = Type.String();
const optional = Type.Optional;
const closed = { additionalProperties: false } as const;

const choice = <T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values] });
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const Marking = Type.Object({
  level: choice(levels),
  compartments: Type.Array(text),
  originator: text,
  audience: Type.Array(text, { description: '"*" is the whole mission; empty is the originator only' }),
  tlp: optional(choice(tlpLabels)),
});

/** What a caller gives: whatever is left out is decided on the safe side. */
export const MarkingGiven = Type.Partial(Marking, closed);

const Geometry = Type.Object(
  {
    type: choice([
      'Point',
      'MultiPoint',
      'LineString',
      'MultiLineString',
      'Polygon',
      'MultiPolygon',
      'GeometryCollection',
    ]),
    coordinates: optional(Type.Array(Type.Unknown())),
    geometries: optional(Type.Array(Type.Unknown())),
  },
  { description: 'GeoJSON geometry (RFC 7946), longitude first' },
);

const datePrecision = Type.Integer({ minimum: 0, maximum: 5 });
const placePrecision = Type.Integer({ minimum: 1, maximum: 7 });

const When = Type.Object({ start: text, end: text, precision: datePrecision });
const Where = Type.Object({
  lon: Type.Number(),
  lat: Type.Number(),
  precision: placePrecision,
  geometry: optional(Geometry),
});

export const WhenGiven = Type.Object(
  {
    start: Type.String({ maxLength: 40, description: 'a day or an RFC 3339 time' }),
    end: optional(Type.String({ maxLength: 40 })),
    precision: optional(datePrecision),
  },
  closed,
);
export const WhereGiven = Type.Object(
  {
    lon: optional(Type.Number()),
    lat: optional(Type.Number()),
    precision: optional(placePrecision),
    geometry: optional(Geometry),
  },
  closed,
);

const Record = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    kind: text,
    version: Type.Integer({ minimum: 1 }),
    state: text,
    title: text,
    when: nullable(When),
    where: nullable(Where),
    marking: Marking,
    source: nullable(Type.Object({ name: text, id: text })),
    provenance: Type.Object({}, { additionalProperties: true }),
    body: Type.Object({}, { additionalProperties: true, description: 'as the kind’s schema says' }),
    seq: Type.Integer({ description: 'place in the mission’s change feed' }),
    createdAt: text,
    changedAt: text,
    changedBy: text,
  },
  { $id: 'MissionRecord', description: 'A record in its envelope' },
);

const ProblemSchema = Type.Object(
  {
    type: Type.String({ format: 'uri' }),
    title: text,
    status: Type.Integer(),
    code: text,
    detail: text,
    mend: optional(text),
    faults: optional(
      Type.Array(Type.Object({ where: text, given: optional(Type.Unknown()), expected: text })),
    ),
    id: optional(text),
  },
  {
    $id: 'Problem',
    description: 'A problem after RFC 9457: code, what was given, what was expected, how to mend it',
  },
);

const Mission = Type.Object(
  { id: text, name: text, title: text, simulated: Type.Boolean() },
  { $id: 'Mission' },
);

const VersionSchema = Type.Object(
  {
    record: Type.Unsafe<MissionRecord>({ $ref: 'MissionRecord#' }),
    changes: Type.Array(
      Type.Object({ path: text, before: optional(Type.Unknown()), after: optional(Type.Unknown()) }),
    ),
  },
  { $id: 'Version', description: 'A version and what it changed from the one before it' },
);

export const shared: readonly TSchema[] = [Record, ProblemSchema, Mission, VersionSchema];

export const RecordRef = Type.Unsafe<MissionRecord>({ $ref: 'MissionRecord#' });
export const ProblemRef = Type.Unsafe<ProblemDocument>({ $ref: 'Problem#' });
export const VersionRef = Type.Unsafe<Version>({ $ref: 'Version#' });
export const MissionRef = Type.Unsafe<{ id: string; name: string; title: string; simulated: boolean }>({
  $ref: 'Mission#',
});

export const IdParams = Type.Object({ id: Type.String({ description: 'UUID of the record' }) }, closed);
/** For answers without a body. */
export const Nothing = Type.Null({ description: 'nothing' });
/** For answers that are text or a stream of another media type than JSON. */
export const content = (mediaType: string, schema: TSchema = Type.String(), description = mediaType) => ({
  description,
  content: { [mediaType]: { schema } },
});
