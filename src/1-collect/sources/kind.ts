import Type, { type Static } from 'typebox';
import { kind } from '../../foundation/records/index.ts';

const count = (description: string) => Type.Integer({ minimum: 0, description });

export const importBody = Type.Object(
  {
    file: Type.String({ maxLength: 1_000, description: 'Name of the file or address it came from' }),
    format: Type.String({ description: 'Format, as its driver is called' }),
    layout: Type.String({ description: 'Layout of the format' }),
    source: Type.String({ description: 'Source under which its records are known' }),
    of: Type.String({ description: 'Kind of record it makes' }),
    header: Type.Optional(Type.Array(Type.String(), { description: 'The columns, in the file’s order' })),
    bytes: Type.Optional(count('Size of the file')),
    bytesRead: count('Bytes read so far'),
    read: count('Rows read'),
    created: count('Records made'),
    updated: count('Records that got a new version'),
    unchanged: count('Rows that say what is known already'),
    refused: count('Rows that could not be taken'),
    extent: Type.Optional(
      Type.Array(Type.Number(), {
        minItems: 4,
        maxItems: 4,
        description: 'West, south, east, north of its places',
      }),
    ),
    span: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 2,
        maxItems: 2,
        description: 'First and last day of its events',
      }),
    ),
    problem: Type.Optional(Type.Object({}, { additionalProperties: true, description: 'Why it failed' })),
  },
  { additionalProperties: false },
);

export type ImportBody = Static<typeof importBody>;

/** One taking-in of one file: where records come from. */
export const importKind = kind({
  name: 'import',
  title: 'Import',
  plural: 'Imports',
  description: 'One taking-in of one file or feed: what it was, what became of its rows.',
  body: importBody,
  states: [
    { name: 'running', title: 'Running' },
    { name: 'done', title: 'Done' },
    { name: 'failed', title: 'Failed' },
    { name: 'interrupted', title: 'Interrupted' },
  ],
  initial: 'running',
  moves: [],
  create: 'import',
  edit: 'administer',
  place: 'none',
  time: 'none',
  derived: true,
  headline: (body) => body.file.slice(0, 300),
  words: (body) => `${body.format} ${body.source}`,
  columns: [
    { name: 'title', title: 'File', path: 'title' },
    { name: 'format', title: 'Format', path: 'body.format' },
    { name: 'state', title: 'State', path: 'state', format: 'state' },
    { name: 'read', title: 'Read', path: 'body.read', format: 'number' },
    { name: 'created', title: 'Created', path: 'body.created', format: 'number' },
    { name: 'updated', title: 'Updated', path: 'body.updated', format: 'number' },
    { name: 'unchanged', title: 'Unchanged', path: 'body.unchanged', format: 'number' },
    { name: 'refused', title: 'Refused', path: 'body.refused', format: 'number' },
    { name: 'at', title: 'Started', path: 'createdAt', format: 'date' },
  ],
  csv: [
    { name: 'id', title: 'Identifier', path: 'id' },
    { name: 'file', title: 'File', path: 'body.file' },
    { name: 'format', title: 'Format', path: 'body.format' },
    { name: 'state', title: 'State', path: 'state' },
    { name: 'read', title: 'Rows read', path: 'body.read', format: 'number' },
    { name: 'created', title: 'Created', path: 'body.created', format: 'number' },
    { name: 'updated', title: 'Updated', path: 'body.updated', format: 'number' },
    { name: 'unchanged', title: 'Unchanged', path: 'body.unchanged', format: 'number' },
    { name: 'refused', title: 'Refused', path: 'body.refused', format: 'number' },
  ],
  form: [
    { path: 'file', title: 'File' },
    { path: 'format', title: 'Format' },
    { path: 'layout', title: 'Layout' },
    { path: 'of', title: 'Makes' },
    { path: 'read', title: 'Rows read', input: 'number' },
    { path: 'created', title: 'Created', input: 'number' },
    { path: 'updated', title: 'Updated', input: 'number' },
    { path: 'unchanged', title: 'Unchanged', input: 'number' },
    { path: 'refused', title: 'Refused', input: 'number' },
    { path: 'span', title: 'First and last day', input: 'list' },
    { path: 'extent', title: 'Extent', input: 'list' },
  ],
});
