import Type from 'typebox';
import { type Kind, kind } from '../../foundation/records/index.ts';

const text = (maxLength: number, description: string) => Type.String({ maxLength, description });
const closed = { additionalProperties: false } as const;

/** What kinds of land and place share: they are known, or no longer, and need no time. */
const lasting = {
  states: [
    { name: 'current', title: 'Current' },
    { name: 'withdrawn', title: 'Withdrawn' },
  ],
  initial: 'current',
  moves: [
    { from: 'current', to: 'withdrawn', right: 'edit' },
    { from: 'withdrawn', to: 'current', right: 'edit' },
  ],
  create: 'edit',
  edit: 'edit',
  place: 'required',
  time: 'none',
} as const satisfies Partial<Kind>;

/** An area with a name: a country, a province, a district, a sector. */
export const boundary = kind({
  ...lasting,
  name: 'boundary',
  title: 'Boundary',
  plural: 'Boundaries',
  description: 'An area with a name: country, province, district. It implies no endorsement.',
  body: Type.Object(
    {
      name: text(300, 'Name'),
      level: Type.Integer({ minimum: 0, maximum: 5, description: '0 country, 1 province, 2 district' }),
      role: Type.Optional(
        Type.Literal('area', {
          description: 'area: part of the mission’s area, over which statistics are made',
        }),
      ),
      code: Type.Optional(text(100, 'Code at its source')),
      country: Type.Optional(text(300, 'Country it belongs to')),
    },
    closed,
  ),
  shape: 'any',
  headline: (body) => body.name,
  words: (body) => [body.country, body.code].filter(Boolean).join(' '),
  columns: [
    { name: 'name', title: 'Name', path: 'body.name' },
    { name: 'level', title: 'Level', path: 'body.level', format: 'number' },
    { name: 'country', title: 'Country', path: 'body.country' },
    { name: 'role', title: 'Role', path: 'body.role' },
    { name: 'source', title: 'Source', path: 'source.name' },
  ],
  csv: [
    { name: 'id', title: 'Identifier', path: 'id' },
    { name: 'name', title: 'Name', path: 'body.name' },
    { name: 'level', title: 'Level', path: 'body.level', format: 'number' },
    { name: 'country', title: 'Country', path: 'body.country' },
    { name: 'code', title: 'Code', path: 'body.code' },
    { name: 'role', title: 'Role', path: 'body.role' },
  ],
  form: [
    { path: 'name', title: 'Name' },
    { path: 'level', title: 'Level', input: 'number', help: '0 country, 1 province, 2 district' },
    { path: 'country', title: 'Country' },
    { path: 'code', title: 'Code' },
    { path: 'role', title: 'Role', input: 'choice' },
  ],
});

/** A settlement or a service at a point. */
export const place = kind({
  ...lasting,
  name: 'place',
  title: 'Place',
  plural: 'Places',
  description: 'A settlement, or a service that people depend on.',
  body: Type.Object(
    {
      name: text(300, 'Name'),
      category: text(60, 'settlement, hospital, school, market, water, police, base …'),
      population: Type.Optional(Type.Integer({ minimum: 0, description: 'Inhabitants' })),
      names: Type.Optional(Type.Array(text(200, 'Other name'), { maxItems: 200 })),
      country: Type.Optional(text(300, 'Country')),
    },
    closed,
  ),
  shape: 'point',
  headline: (body) => body.name,
  words: (body) => [body.category, body.country, ...(body.names ?? [])].filter(Boolean).join(' '),
  columns: [
    { name: 'name', title: 'Name', path: 'body.name' },
    { name: 'category', title: 'Category', path: 'body.category' },
    { name: 'population', title: 'Inhabitants', path: 'body.population', format: 'number' },
    { name: 'country', title: 'Country', path: 'body.country' },
    { name: 'source', title: 'Source', path: 'source.name' },
  ],
  csv: [
    { name: 'id', title: 'Identifier', path: 'id' },
    { name: 'name', title: 'Name', path: 'body.name' },
    { name: 'category', title: 'Category', path: 'body.category' },
    { name: 'population', title: 'Inhabitants', path: 'body.population', format: 'number' },
    { name: 'country', title: 'Country', path: 'body.country' },
    { name: 'latitude', title: 'Latitude, degrees', path: 'where.lat', format: 'number' },
    { name: 'longitude', title: 'Longitude, degrees', path: 'where.lon', format: 'number' },
  ],
  form: [
    { path: 'name', title: 'Name' },
    { path: 'category', title: 'Category' },
    { path: 'population', title: 'Inhabitants', input: 'number' },
    { path: 'country', title: 'Country' },
    { path: 'names', title: 'Other names', input: 'list' },
  ],
});

/** A way on the ground, as a line. */
export const road = kind({
  ...lasting,
  name: 'road',
  title: 'Road',
  plural: 'Roads',
  description: 'A way on the ground.',
  body: Type.Object(
    {
      name: Type.Optional(text(300, 'Name')),
      class: text(60, 'trunk, main, track …'),
    },
    closed,
  ),
  shape: 'any',
  headline: (body) => body.name ?? body.class,
  columns: [
    { name: 'name', title: 'Name', path: 'title' },
    { name: 'class', title: 'Class', path: 'body.class' },
    { name: 'source', title: 'Source', path: 'source.name' },
  ],
  csv: [
    { name: 'id', title: 'Identifier', path: 'id' },
    { name: 'name', title: 'Name', path: 'body.name' },
    { name: 'class', title: 'Class', path: 'body.class' },
  ],
  form: [
    { path: 'name', title: 'Name' },
    { path: 'class', title: 'Class' },
  ],
});
