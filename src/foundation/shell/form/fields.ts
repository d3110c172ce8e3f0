import type { Field, KindAnswer, Term } from '../answers.ts';
import { type JsonSchema, schemaAt } from './schema.ts';

/** How one field is filled in. */
export type Control =
  | { readonly type: 'text' | 'long-text'; readonly most: number | undefined }
  | {
      readonly type: 'number';
      readonly whole: boolean;
      readonly least: number | undefined;
      readonly most: number | undefined;
    }
  | {
      readonly type: 'choice';
      readonly options: readonly Option[];
      readonly values: 'text' | 'number' | 'boolean';
    }
  /** texts, one a line */
  | { readonly type: 'lines' }
  /** objects, one a row */
  | { readonly type: 'rows'; readonly fields: readonly FormField[] }
  /** what no other control fits */
  | { readonly type: 'json' };

export interface Option {
  readonly value: string;
  readonly title: string;
  readonly group?: string;
}

export interface FormField {
  readonly path: string;
  readonly title: string;
  readonly help: string | undefined;
  readonly required: boolean;
  readonly control: Control;
}

const yesNo: readonly Option[] = [
  { value: 'true', title: 'Yes' },
  { value: 'false', title: 'No' },
];

const termOptions = (terms: readonly Term[]): Option[] =>
  terms.map(({ name, title, group }) => ({ value: name, title, ...(group ? { group } : {}) }));

const controlOf = (schema: JsonSchema, input: Field['input'], terms: readonly Term[]): Control => {
  if (input === 'term' && terms.length > 0)
    return { type: 'choice', options: termOptions(terms), values: 'text' };
  if (schema.enum)
    return {
      type: 'choice',
      options: schema.enum.map((one) => ({ value: String(one), title: sentence(String(one)) })),
      values: schema.enum.every((one) => typeof one === 'number') ? 'number' : 'text',
    };
  if (schema.type === 'boolean') return { type: 'choice', options: yesNo, values: 'boolean' };
  if (schema.type === 'integer' || schema.type === 'number') {
    const { minimum: least, maximum: most } = schema;
    if (input === 'choice' && least !== undefined && most !== undefined && most - least < 20)
      return {
        type: 'choice',
        options: Array.from({ length: most - least + 1 }, (_, i) => ({
          value: `${least + i}`,
          title: `${least + i}`,
        })),
        values: 'number',
      };
    return { type: 'number', whole: schema.type === 'integer', least, most };
  }
  if (schema.type === 'array') {
    const item = schema.items ?? {};
    if (item.type === 'string') return { type: 'lines' };
    if (item.type === 'object' && item.properties)
      return {
        type: 'rows',
        fields: Object.entries(item.properties).map(([name, inner]) => ({
          path: name,
          title: sentence(name),
          help: inner.description,
          required: item.required?.includes(name) ?? false,
          control: controlOf(inner, undefined, []),
        })),
      };
    return { type: 'json' };
  }
  if (schema.type === 'string')
    return { type: input === 'long-text' ? 'long-text' : 'text', most: schema.maxLength };
  return { type: 'json' };
};

/** `firstName` → `First name` */
export const sentence = (name: string): string => {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_]/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** A kind's form: its declared layout, each field's control and bounds from the body's schema. */
export const formFields = (kind: Pick<KindAnswer, 'form' | 'schema' | 'categories'>): FormField[] =>
  kind.form.flatMap((field) => {
    const found = schemaAt(kind.schema, field.path);
    if (!found) return [];
    return {
      path: field.path,
      title: field.title,
      help: field.help ?? found.schema.description,
      required: found.wholly,
      control: controlOf(found.schema, field.input, kind.categories ?? []),
    };
  });
