import { Type } from 'typebox';
import type { AnyKind } from '../../records/index.ts';
import type { App, RoomNeeds } from '../app.ts';
import { closed } from './query.ts';

const text = Type.String();
const optional = Type.Optional;
const Column = Type.Object({ name: text, title: text, path: text, format: optional(text) });

const KindSchema = Type.Object({
  name: text,
  title: text,
  plural: text,
  description: text,
  schema: Type.Object({}, { additionalProperties: true, description: 'JSON Schema of the body' }),
  states: Type.Array(Type.Object({ name: text, title: text })),
  initial: text,
  moves: Type.Array(Type.Object({ from: text, to: text, right: text })),
  create: text,
  edit: text,
  place: text,
  time: text,
  shape: text,
  categories: optional(
    Type.Array(
      Type.Object({
        number: Type.Integer(),
        name: text,
        title: text,
        group: optional(text),
        code: optional(text),
      }),
    ),
  ),
  measure: optional(text),
  uncounted: optional(Type.Array(text, { description: 'states in which a record is not counted' })),
  columns: Type.Array(Column),
  form: Type.Array(Type.Object({ path: text, title: text, input: optional(text), help: optional(text) })),
  csv: Type.Array(Column),
  derived: Type.Boolean(),
});

const described = (kind: AnyKind) => ({
  name: kind.name,
  title: kind.title,
  plural: kind.plural,
  description: kind.description,
  schema: kind.body,
  states: [...kind.states],
  initial: kind.initial,
  moves: [...kind.moves],
  create: kind.create,
  edit: kind.edit,
  place: kind.place,
  time: kind.time,
  shape: kind.shape ?? 'point',
  categories: kind.analysis && [...kind.analysis.categories],
  measure: kind.analysis?.measure,
  uncounted: kind.analysis && [...(kind.analysis.uncounted ?? [])],
  columns: [...kind.columns],
  form: [...kind.form],
  csv: [...kind.csv],
  derived: kind.derived ?? false,
});

/** What kinds of record there are, as forms, tables and programs need to know them. */
export const kindRoutes = (app: App, needs: RoomNeeds): void => {
  const tags = ['kinds'];
  app.get(
    '/api/v1/kinds',
    {
      schema: {
        summary: 'The kinds of record there are',
        tags,
        response: { 200: Type.Object({ kinds: Type.Array(KindSchema) }) },
      },
    },
    async () => ({ kinds: needs.kinds.all.map(described) }),
  );
  app.get(
    '/api/v1/kinds/:name',
    {
      schema: {
        summary: 'One kind of record',
        tags,
        params: Type.Object({ name: Type.String({ maxLength: 63 }) }, closed),
        response: { 200: KindSchema },
      },
    },
    async ({ params }) => described(needs.kinds.get(params.name)),
  );
};
