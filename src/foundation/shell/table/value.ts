import type { Column, KindAnswer } from '../answers.ts';
import { valueAt } from '../form/schema.ts';
import { formatInstant, formatNumber } from '../locale/format.ts';

/** A value as people read it, by its column's format and the kind's code lists. */
export const shownCell = (
  kind: Pick<KindAnswer, 'categories' | 'states'>,
  column: Pick<Column, 'path' | 'format'>,
  record: object,
): string => shownValue(kind, column.format, valueAt(record, column.path));

export const shownValue = (
  kind: Pick<KindAnswer, 'categories' | 'states'>,
  format: Column['format'],
  value: unknown,
): string => {
  if (value === undefined || value === null || value === '') return '';
  if (format === 'term') return kind.categories?.find((term) => term.name === value)?.title ?? String(value);
  if (format === 'state') return kind.states.find((state) => state.name === value)?.title ?? String(value);
  if (format === 'date' && typeof value === 'string') return formatInstant(value);
  if (typeof value === 'number') return format === 'number' ? formatNumber(value) : String(value);
  if (Array.isArray(value)) return value.map((one) => shownValue(kind, undefined, one)).join(', ');
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
};
