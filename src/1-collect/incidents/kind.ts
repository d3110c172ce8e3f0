import Type, { type Static } from 'typebox';
import { kind } from '../../foundation/records/index.ts';
import { categories, categoryNames, categoryNumber } from './categories.ts';

const count = (description: string) => Type.Integer({ minimum: 0, maximum: 10_000_000, description });
const choice = (names: readonly string[], description: string) =>
  Type.Unsafe<string>({ type: 'string', enum: names, description });
const text = (maxLength: number, description: string) => Type.String({ maxLength, description });

const range = (description: string) =>
  Type.Object(
    {
      low: count('Lowest credible number'),
      best: count('Best estimate'),
      high: count('Highest credible number'),
    },
    { additionalProperties: false, description },
  );

/** Body of an incident: what is known about one violent or criminal event at one place and time. */
export const incidentBody = Type.Object(
  {
    category: choice(categoryNames, 'What happened: UCDP type of violence or ICCS category'),
    summary: Type.Optional(text(500, 'One line: what happened')),
    description: Type.Optional(text(20_000, 'What is known, in sentences')),
    deaths: range('People killed, all groups together'),
    harm: Type.Optional(
      Type.Array(
        Type.Object(
          {
            group: text(100, 'Group of people: civilians, peacekeepers, side A …'),
            killed: Type.Optional(count('Killed, best estimate')),
            injured: Type.Optional(count('Injured, best estimate')),
            abducted: Type.Optional(count('Abducted, best estimate')),
          },
          { additionalProperties: false },
        ),
        { maxItems: 50, description: 'Harm by group of people' },
      ),
    ),
    actors: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: text(300, 'Name of the group or force, never of a private person'),
            role: text(60, 'side-a, side-b, target, suspected …'),
            code: Type.Optional(text(60, 'Identifier at the source')),
          },
          { additionalProperties: false },
        ),
        { maxItems: 50, description: 'Groups and forces involved' },
      ),
    ),
    conflict: Type.Optional(text(300, 'Conflict it is part of')),
    dyad: Type.Optional(text(300, 'Pair of opponents')),
    place: Type.Optional(
      Type.Object(
        {
          name: Type.Optional(text(300, 'Place the coordinates are of')),
          detail: Type.Optional(text(1_000, 'Where, in the source’s words')),
          admin1: Type.Optional(text(200, 'First-order division')),
          admin2: Type.Optional(text(200, 'Second-order division')),
          country: Type.Optional(text(200, 'Country')),
          gleditschWard: Type.Optional(Type.Integer({ description: 'Gleditsch–Ward code of the country' })),
        },
        { additionalProperties: false },
      ),
    ),
    grading: Type.Optional(
      Type.Object(
        {
          reliability: Type.Optional(
            choice(
              ['A', 'B', 'C', 'D', 'E', 'F'],
              'Reliability of the source, A completely reliable to E unreliable, F cannot be judged',
            ),
          ),
          credibility: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 6,
              description: 'Credibility of the information, 1 confirmed to 5 improbable, 6 cannot be judged',
            }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
    sources: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.Optional(text(1_000, 'Who reported')),
            date: Type.Optional(text(40, 'When it was reported')),
            headline: Type.Optional(text(2_000, 'Under what headline')),
          },
          { additionalProperties: false },
        ),
        { maxItems: 200 },
      ),
    ),
    byPatrol: Type.Optional(
      Type.Boolean({
        description: 'Found by a patrol: left out of training by default, since patrols find where they go',
      }),
    ),
  },
  { additionalProperties: false },
);

export type IncidentBody = Static<typeof incidentBody>;

/** Bits of a fact's flags. */
export const incidentFlags = { byPatrol: 1 } as const;

export const incident = kind({
  name: 'incident',
  title: 'Incident',
  plural: 'Incidents',
  description: 'One violent or criminal event at one place and time, collated from its sources.',
  body: incidentBody,
  states: [
    { name: 'reported', title: 'Reported' },
    { name: 'corroborated', title: 'Corroborated' },
    { name: 'confirmed', title: 'Confirmed' },
    { name: 'refuted', title: 'Refuted' },
  ],
  initial: 'reported',
  moves: [
    { from: 'reported', to: 'corroborated', right: 'verify' },
    { from: 'reported', to: 'refuted', right: 'verify' },
    { from: 'corroborated', to: 'confirmed', right: 'verify' },
    { from: 'corroborated', to: 'reported', right: 'verify' },
    { from: 'corroborated', to: 'refuted', right: 'verify' },
    { from: 'confirmed', to: 'corroborated', right: 'verify' },
    { from: 'confirmed', to: 'refuted', right: 'verify' },
    { from: 'refuted', to: 'reported', right: 'verify' },
  ],
  create: 'report',
  edit: 'edit',
  place: 'required',
  shape: 'point',
  time: 'required',
  headline: (body) =>
    body.summary ??
    `${categories.find((term) => term.name === body.category)!.title}${body.place?.name ? `, ${body.place.name}` : ''}`,
  words: (body) =>
    [
      body.place?.name,
      body.place?.admin1,
      body.place?.admin2,
      body.place?.country,
      ...(body.actors ?? []).map((actor) => actor.name),
      body.conflict,
    ]
      .filter(Boolean)
      .join(' '),
  analysis: {
    categories,
    uncounted: ['refuted'],
    measure: 'deaths',
    fact: (body) => ({
      category: categoryNumber(body.category),
      low: body.deaths.low,
      best: body.deaths.best,
      high: body.deaths.high,
      flags: body.byPatrol ? incidentFlags.byPatrol : 0,
    }),
  },
  columns: [
    { name: 'date', title: 'Date', path: 'when.start', format: 'date' },
    { name: 'title', title: 'Incident', path: 'title' },
    { name: 'category', title: 'Category', path: 'body.category', format: 'term' },
    { name: 'place', title: 'Place', path: 'body.place.name' },
    { name: 'deaths', title: 'Deaths', path: 'body.deaths.best', format: 'number' },
    { name: 'state', title: 'Verification', path: 'state', format: 'state' },
    { name: 'source', title: 'Source', path: 'source.name' },
  ],
  csv: [
    { name: 'id', title: 'Identifier', path: 'id' },
    { name: 'source', title: 'Source', path: 'source.name' },
    { name: 'source_id', title: 'Identifier at the source', path: 'source.id' },
    { name: 'date_start', title: 'First day', path: 'when.start', format: 'date' },
    { name: 'date_end', title: 'Last day', path: 'when.end', format: 'date' },
    {
      name: 'date_precision',
      title: 'Date precision, UCDP date_prec',
      path: 'when.precision',
      format: 'number',
    },
    { name: 'latitude', title: 'Latitude, degrees', path: 'where.lat', format: 'number' },
    { name: 'longitude', title: 'Longitude, degrees', path: 'where.lon', format: 'number' },
    {
      name: 'place_precision',
      title: 'Place precision, UCDP where_prec',
      path: 'where.precision',
      format: 'number',
    },
    { name: 'category', title: 'Category', path: 'body.category' },
    { name: 'deaths_best', title: 'Deaths, best estimate', path: 'body.deaths.best', format: 'number' },
    { name: 'deaths_low', title: 'Deaths, low estimate', path: 'body.deaths.low', format: 'number' },
    { name: 'deaths_high', title: 'Deaths, high estimate', path: 'body.deaths.high', format: 'number' },
    { name: 'state', title: 'Verification', path: 'state' },
    { name: 'title', title: 'Headline', path: 'title' },
    { name: 'place', title: 'Place', path: 'body.place.name' },
    { name: 'admin1', title: 'First-order division', path: 'body.place.admin1' },
    { name: 'admin2', title: 'Second-order division', path: 'body.place.admin2' },
    { name: 'country', title: 'Country', path: 'body.place.country' },
    { name: 'actor_a', title: 'First actor', path: 'body.actors.0.name' },
    { name: 'actor_b', title: 'Second actor', path: 'body.actors.1.name' },
    { name: 'conflict', title: 'Conflict', path: 'body.conflict' },
    { name: 'dyad', title: 'Dyad', path: 'body.dyad' },
    { name: 'marking_level', title: 'Level', path: 'marking.level' },
    { name: 'version', title: 'Version', path: 'version', format: 'number' },
  ],
  form: [
    { path: 'category', title: 'Category', input: 'term' },
    { path: 'summary', title: 'Summary' },
    { path: 'description', title: 'Description', input: 'long-text' },
    { path: 'deaths.low', title: 'Deaths, lowest credible', input: 'number' },
    { path: 'deaths.best', title: 'Deaths, best estimate', input: 'number' },
    { path: 'deaths.high', title: 'Deaths, highest credible', input: 'number' },
    { path: 'harm', title: 'Harm by group of people', input: 'list' },
    { path: 'actors', title: 'Actors', input: 'list' },
    { path: 'place.name', title: 'Place' },
    { path: 'place.detail', title: 'Where exactly' },
    { path: 'place.admin1', title: 'First-order division' },
    { path: 'place.admin2', title: 'Second-order division' },
    { path: 'place.country', title: 'Country' },
    { path: 'conflict', title: 'Conflict' },
    { path: 'dyad', title: 'Dyad' },
    { path: 'grading.reliability', title: 'Source reliability', input: 'choice' },
    { path: 'grading.credibility', title: 'Information credibility', input: 'choice' },
    { path: 'sources', title: 'Sources', input: 'list' },
    { path: 'byPatrol', title: 'Found by a patrol', input: 'choice' },
  ],
});
