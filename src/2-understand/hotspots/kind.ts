import { type Static, Type } from 'typebox';
import { kind } from '../../foundation/records/index.ts';

const text = Type.String();
const optional = Type.Optional;
const choice = <Value extends string>(values: readonly Value[], description: string) =>
  Type.Unsafe<Value>({ type: 'string', enum: [...values], description });
const orNull = Type.Union([Type.Number(), Type.Null()]);

export const Summary = Type.Object({
  resolution: Type.Integer({ description: 'H3' }),
  cells: Type.Integer({ description: 'hexagons tested, the empty ones included' }),
  incidents: Type.Integer({ description: 'all that pass the filter' }),
  used: Type.Integer({ description: 'those in the hexagons tested, spread ones included' }),
  leftOut: Type.Integer({
    description: 'those known less precisely than a hexagon, or where nobody is known to live',
  }),
  spread: Type.Integer({ description: 'those known less precisely, spread over where they may have been' }),
  hot: Type.Integer({ description: 'hexagons with q ≤ 0.05 and z > 0' }),
  cold: Type.Integer({ description: 'hexagons with q ≤ 0.05 and z < 0' }),
  expectedFalse: Type.Number({ description: 'most of these that are false alarms, on average' }),
  uninhabited: optional(
    Type.Integer({ description: 'of rates: hexagons without known inhabitants, left out' }),
  ),
  measure: choice(['count', 'rate'], 'incidents, or incidents a year per 100 000 inhabitants'),
  inference: Type.Union([
    Type.Literal('analytic'),
    Type.Object({ permutations: Type.Integer(), seed: Type.Integer() }),
  ]),
  from: optional(text),
  to: optional(text),
  marking: Type.Object({}, { additionalProperties: true, description: 'join of the inputs’ markings' }),
  area: Type.String({ description: 'whose every hexagon was tested' }),
  reading: Type.String({ description: 'what it says, in plain words' }),
});

const surfaceBody = Type.Object(
  {
    summary: Summary,
    cells: Type.Array(text, { description: 'H3 indexes, in order; the arrays below follow them' }),
    counts: Type.Array(Type.Number()),
    rates: optional(Type.Array(Type.Number())),
    z: Type.Array(orNull),
    p: Type.Array(orNull),
    q: Type.Array(orNull),
  },
  { additionalProperties: false },
);
export type SurfaceBody = Static<typeof surfaceBody>;

/** A kept hotspot surface. Its provenance has all it takes to make it again. */
export const hotspotSurface = kind({
  name: 'hotspot-surface',
  title: 'Hotspot surface',
  plural: 'Hotspot surfaces',
  description: 'Where incidents gather more than chance would bring: Gi* over hexagons, with q-values.',
  body: surfaceBody,
  states: [{ name: 'made', title: 'Made' }],
  initial: 'made',
  moves: [],
  create: 'analyse',
  edit: 'analyse',
  place: 'none',
  time: 'optional',
  derived: true,
  headline: ({ summary }) =>
    `Hotspots of ${summary.area}${summary.from ? `, ${summary.from} to ${summary.to}` : ''}`,
  columns: [
    { name: 'title', title: 'Surface', path: 'title' },
    { name: 'made', title: 'Made', path: 'createdAt', format: 'date' },
    { name: 'hot', title: 'Hot', path: 'body.summary.hot', format: 'number' },
    { name: 'cold', title: 'Cold', path: 'body.summary.cold', format: 'number' },
    { name: 'used', title: 'Incidents used', path: 'body.summary.used', format: 'number' },
  ],
  csv: [
    { name: 'id', title: 'Identifier', path: 'id' },
    { name: 'title', title: 'Surface', path: 'title' },
    { name: 'resolution', title: 'H3 resolution', path: 'body.summary.resolution', format: 'number' },
    { name: 'cells', title: 'Hexagons', path: 'body.summary.cells', format: 'number' },
    { name: 'incidents', title: 'Incidents', path: 'body.summary.incidents', format: 'number' },
    { name: 'used', title: 'Incidents used', path: 'body.summary.used', format: 'number' },
    { name: 'hot', title: 'Hot hexagons', path: 'body.summary.hot', format: 'number' },
    { name: 'cold', title: 'Cold hexagons', path: 'body.summary.cold', format: 'number' },
    { name: 'reading', title: 'Reading', path: 'body.summary.reading' },
  ],
  form: [],
});

/** Body of the surface's record, and what the page shows of it. */
export type SurfaceSummary = SurfaceBody['summary'];
