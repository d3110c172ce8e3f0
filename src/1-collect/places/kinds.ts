import { type Static, Type } from 'typebox';
import { kind, type Term } from '../../foundation/records/index.ts';

const closed = { additionalProperties: false } as const;
const text = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, description });
const choice = <Value extends string>(values: readonly Value[], description: string) =>
  Type.Unsafe<Value>({ type: 'string', enum: [...values], description });

/** Land and places last: they are there, or no longer, and need no time. */
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
} as const;

const source = [
  { name: 'id', title: 'Identifier', path: 'id' },
  { name: 'source', title: 'Source', path: 'source.name' },
  { name: 'source_id', title: 'Identifier at the source', path: 'source.id' },
  { name: 'latitude', title: 'Latitude, degrees', path: 'where.lat', format: 'number' },
  { name: 'longitude', title: 'Longitude, degrees', path: 'where.lon', format: 'number' },
] as const;

/** What a boundary is to the mission: `area` the territory it works in, `sector` a part it has drawn itself. */
export const boundaryRoles = ['area', 'sector'] as const;

const boundaryBody = Type.Object(
  {
    name: text(300, 'Name'),
    level: Type.Unsafe<0 | 1 | 2>({
      type: 'integer',
      enum: [0, 1, 2],
      description: '0 country, 1 province (first-order division), 2 district (second-order division)',
    }),
    role: Type.Optional(
      choice(boundaryRoles, 'area: the territory the mission works in; sector: its own part'),
    ),
    code: Type.Optional(text(60, 'Code at the source')),
    country: Type.Optional(text(200, 'Country it belongs to')),
    type: Type.Optional(text(100, 'What it is called there: Region, Cercle …')),
  },
  closed,
);
export type BoundaryBody = Static<typeof boundaryBody>;

/** An area with a name. Those with the role `area` are what hotspots and forecasts look at, the empty parts too. */
export const boundary = kind({
  ...lasting,
  name: 'boundary',
  title: 'Boundary',
  plural: 'Boundaries',
  description: 'An area with a name: a country, province, district, or a sector. It implies no endorsement.',
  body: boundaryBody,
  shape: 'any',
  headline: (body) => body.name,
  words: (body) => [body.country, body.code].filter(Boolean).join(' '),
  columns: [
    { name: 'name', title: 'Name', path: 'body.name' },
    { name: 'level', title: 'Level', path: 'body.level', format: 'number' },
    { name: 'role', title: 'Role', path: 'body.role' },
    { name: 'country', title: 'Country', path: 'body.country' },
    { name: 'source', title: 'Source', path: 'source.name' },
  ],
  csv: [
    ...source,
    { name: 'name', title: 'Name', path: 'body.name' },
    { name: 'level', title: '0 country, 1 province, 2 district', path: 'body.level', format: 'number' },
    { name: 'role', title: 'Role', path: 'body.role' },
    { name: 'code', title: 'Code', path: 'body.code' },
    { name: 'country', title: 'Country', path: 'body.country' },
  ],
  form: [
    { path: 'name', title: 'Name' },
    { path: 'level', title: 'Level', input: 'choice' },
    { path: 'role', title: 'Role', input: 'choice' },
    { path: 'country', title: 'Country' },
  ],
});

/** What stands at a place. */
export const placeCategories: readonly Term[] = [
  { number: 1, name: 'settlement', title: 'Settlement' },
  { number: 2, name: 'hospital', title: 'Hospital or clinic' },
  { number: 3, name: 'school', title: 'School' },
  { number: 4, name: 'market', title: 'Market' },
  { number: 5, name: 'water-point', title: 'Water point' },
  { number: 6, name: 'police-post', title: 'Police post' },
  { number: 7, name: 'un-base', title: 'Mission base' },
  { number: 8, name: 'displacement-site', title: 'Displacement site' },
  { number: 9, name: 'other', title: 'Other' },
];

const placeBody = Type.Object(
  {
    name: text(300, 'Name'),
    category: choice(
      placeCategories.map((term) => term.name),
      'What stands there',
    ),
    population: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000, description: 'Inhabitants' })),
    names: Type.Optional(
      Type.Array(text(300, 'Another name'), { maxItems: 200, description: 'Other names' }),
    ),
    country: Type.Optional(text(200, 'Country, ISO 3166-1 code of two letters where known')),
  },
  closed,
);
export type PlaceBody = Static<typeof placeBody>;

/** A point with a name: a settlement with its inhabitants, or a service people depend on. */
export const place = kind({
  ...lasting,
  name: 'place',
  title: 'Place',
  plural: 'Places',
  description: 'A settlement, or a service that people depend on.',
  body: placeBody,
  shape: 'point',
  headline: (body) => body.name,
  words: (body) => (body.names ?? []).join(' '),
  columns: [
    { name: 'name', title: 'Name', path: 'body.name' },
    { name: 'category', title: 'Category', path: 'body.category' },
    { name: 'population', title: 'Inhabitants', path: 'body.population', format: 'number' },
    { name: 'country', title: 'Country', path: 'body.country' },
    { name: 'source', title: 'Source', path: 'source.name' },
  ],
  csv: [
    ...source,
    { name: 'name', title: 'Name', path: 'body.name' },
    { name: 'category', title: 'Category', path: 'body.category' },
    { name: 'population', title: 'Inhabitants', path: 'body.population', format: 'number' },
    { name: 'country', title: 'Country', path: 'body.country' },
  ],
  form: [
    { path: 'name', title: 'Name' },
    { path: 'category', title: 'Category', input: 'choice' },
    { path: 'population', title: 'Inhabitants', input: 'number' },
    { path: 'names', title: 'Other names', input: 'list' },
  ],
});

const roadBody = Type.Object(
  {
    name: Type.Optional(text(300, 'Name or number')),
    class: choice(['trunk', 'main', 'track', 'other'], 'How good it is'),
  },
  closed,
);

/** A line that people and vehicles move along. */
export const road = kind({
  ...lasting,
  name: 'road',
  title: 'Road',
  plural: 'Roads',
  description: 'A road or track.',
  body: roadBody,
  shape: 'any',
  headline: (body) => body.name ?? `Road (${body.class})`,
  columns: [
    { name: 'name', title: 'Name', path: 'title' },
    { name: 'class', title: 'Class', path: 'body.class' },
    { name: 'source', title: 'Source', path: 'source.name' },
  ],
  csv: [
    ...source,
    { name: 'name', title: 'Name', path: 'body.name' },
    { name: 'class', title: 'Class', path: 'body.class' },
  ],
  form: [
    { path: 'name', title: 'Name' },
    { path: 'class', title: 'Class', input: 'choice' },
  ],
});
