import { Type } from 'typebox';
import { kind, type Term } from '../../src/foundation/records/index.ts';

const colours: readonly Term[] = [
  { number: 0, name: 'red', title: 'Red' },
  { number: 1, name: 'green', title: 'Green' },
];

/** A kind with all that kinds can have: a place, a time, a life cycle, facts and exports. */
export const sighting = kind({
  name: 'sighting',
  title: 'Sighting',
  plural: 'Sightings',
  description: 'Something seen at a place and time; for tests.',
  body: Type.Object(
    {
      title: Type.String({ minLength: 1, maxLength: 200 }),
      colour: Type.String({ enum: ['red', 'green'] }),
      deaths: Type.Optional(Type.Integer({ minimum: 0 })),
      note: Type.Optional(Type.String()),
    },
    { additionalProperties: false },
  ),
  states: [
    { name: 'open', title: 'Open' },
    { name: 'closed', title: 'Closed' },
  ],
  initial: 'open',
  moves: [
    { from: 'open', to: 'closed', right: 'edit' },
    { from: 'closed', to: 'open', right: 'approve' },
  ],
  create: 'report',
  edit: 'edit',
  place: 'required',
  time: 'required',
  shape: 'any',
  headline: (body) => body.title,
  words: (body) => body.note ?? '',
  analysis: {
    categories: colours,
    measure: 'deaths',
    fact: (body) => ({
      category: colours.find((term) => term.name === body.colour)!.number,
      low: body.deaths ?? 0,
      best: body.deaths ?? 0,
      high: body.deaths ?? 0,
      flags: 0,
    }),
  },
  columns: [{ name: 'title', title: 'Title', path: 'title' }],
  form: [{ path: 'title', title: 'Title' }],
  csv: [
    { name: 'id', title: 'Id', path: 'id' },
    { name: 'date_start', title: 'Start', path: 'when.start' },
    { name: 'latitude', title: 'Latitude', path: 'where.lat' },
    { name: 'longitude', title: 'Longitude', path: 'where.lon' },
    { name: 'title', title: 'Title', path: 'title' },
    { name: 'note', title: 'Note', path: 'body.note' },
  ],
});

/** A kind without place and time. */
export const memo = kind({
  name: 'memo',
  title: 'Memo',
  plural: 'Memos',
  description: 'A line of text; for tests.',
  body: Type.Object({ text: Type.String() }, { additionalProperties: false }),
  states: [{ name: 'open', title: 'Open' }],
  initial: 'open',
  moves: [],
  create: 'report',
  edit: 'edit',
  place: 'none',
  time: 'none',
  headline: (body) => body.text,
  columns: [],
  form: [],
  csv: [{ name: 'id', title: 'Id', path: 'id' }],
});
