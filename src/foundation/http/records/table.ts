import { type CsvValue, csvLine } from '@bluehelm/formats';
import type { Column, MissionRecord } from '../../records/index.ts';

const at = (record: MissionRecord, path: readonly string[]): unknown => {
  let value: unknown = record;
  for (const part of path) {
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
};

const cell = (value: unknown): CsvValue => {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map((one) => String(cell(one))).join('; ');
  if (typeof value === 'object') return JSON.stringify(value);
  return value as CsvValue;
};

/** Turns records into lines of CSV by a kind's columns. */
export const tableOf = (columns: readonly Column[]) => {
  const paths = columns.map((column) => column.path.split('.'));
  return {
    head: csvLine(columns.map((column) => column.name)),
    line: (record: MissionRecord): string => csvLine(paths.map((path) => cell(at(record, path)))),
  };
};
