import type { FormField } from './fields.ts';
import { valueAt, withValue } from './schema.ts';

/** What stands in the form: text as typed, or rows of it. */
export type FieldValue = string | readonly Readonly<Record<string, string>>[];
export type FormValues = Readonly<Record<string, FieldValue>>;

/** What is wrong with one field: a key of the catalogue and its figures. */
export interface FieldFault {
  readonly path: string;
  readonly fault:
    | 'faultRequired'
    | 'faultNumber'
    | 'faultWhole'
    | 'faultLeast'
    | 'faultMost'
    | 'faultLength'
    | 'faultJson';
  readonly least?: number;
  readonly most?: number;
}

const asText = (value: unknown): string =>
  value === undefined || value === null
    ? ''
    : typeof value === 'string'
      ? value
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);

const shownValue = ({ control }: FormField, value: unknown): FieldValue => {
  if (control.type === 'lines') return Array.isArray(value) ? value.map(asText).join('\n') : '';
  if (control.type === 'rows')
    return Array.isArray(value)
      ? value.map((row) =>
          Object.fromEntries(control.fields.map((field) => [field.path, asText(valueAt(row, field.path))])),
        )
      : [];
  return asText(value);
};

/** A body as it stands in the form. */
export const formValues = (
  fields: readonly FormField[],
  body: Readonly<Record<string, unknown>>,
): FormValues =>
  Object.fromEntries(fields.map((field) => [field.path, shownValue(field, valueAt(body, field.path))]));

type Read = { readonly value: unknown } | { readonly fault: Omit<FieldFault, 'path'> };

const readText = (field: FormField, text: string): Read => {
  const { control } = field;
  const trimmed = text.trim();
  if (trimmed === '') return field.required ? { fault: { fault: 'faultRequired' } } : { value: undefined };
  switch (control.type) {
    case 'number': {
      const value = Number(trimmed);
      if (!Number.isFinite(value)) return { fault: { fault: 'faultNumber' } };
      if (control.whole && !Number.isInteger(value)) return { fault: { fault: 'faultWhole' } };
      if (control.least !== undefined && value < control.least)
        return { fault: { fault: 'faultLeast', least: control.least } };
      if (control.most !== undefined && value > control.most)
        return { fault: { fault: 'faultMost', most: control.most } };
      return { value };
    }
    case 'choice':
      return { value: control.values === 'text' ? trimmed : JSON.parse(trimmed) };
    case 'lines':
      return {
        value: text
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== ''),
      };
    case 'json':
      try {
        return { value: JSON.parse(text) };
      } catch {
        return { fault: { fault: 'faultJson' } };
      }
    case 'text':
    case 'long-text':
      if (control.most !== undefined && text.length > control.most)
        return { fault: { fault: 'faultLength', most: control.most } };
      return { value: text };
    case 'rows':
      return { value: undefined };
  }
};

/** The body that the form's values make on top of what it began with, and every fault in them. */
export const readForm = (
  fields: readonly FormField[],
  values: FormValues,
  begun: Readonly<Record<string, unknown>>,
): { body: Record<string, unknown>; faults: FieldFault[] } => {
  const faults: FieldFault[] = [];
  let body: Record<string, unknown> = { ...begun };
  for (const field of fields) {
    const given = values[field.path] ?? '';
    const had = valueAt(begun, field.path);
    // what nobody touched stays as it was, an empty list too
    if (had !== undefined && JSON.stringify(given) === JSON.stringify(shownValue(field, had))) continue;
    if (typeof given !== 'string') {
      body = withValue(body, field.path, readRows(field, given, faults));
      continue;
    }
    const read = readText(field, given);
    if ('fault' in read) faults.push({ path: field.path, ...read.fault });
    else body = withValue(body, field.path, read.value);
  }
  return { body, faults };
};

// a row nobody wrote anything into is no row
const readRows = (field: FormField, rows: Exclude<FieldValue, string>, faults: FieldFault[]) => {
  if (field.control.type !== 'rows') return undefined;
  const inner = field.control.fields;
  const made = rows.flatMap((row, i) => {
    if (Object.values(row).every((text) => text.trim() === '')) return [];
    const read = readForm(inner, row, {});
    faults.push(...read.faults.map((fault) => ({ ...fault, path: `${field.path}.${i}.${fault.path}` })));
    return [read.body];
  });
  return made.length === 0 && !field.required ? undefined : made;
};
