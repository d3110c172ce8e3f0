import { delimiterOf } from '../csv/delimiter.ts';
import { columnKey, headerFaults, refuseHeader } from '../csv/header.ts';
import { csvRowsOf } from '../csv/reader.ts';
import type { ColumnMapping, Format, Head, Recognition, RowFault } from '../format.ts';
import { nameOf } from '../open/bytes.ts';
import { limitsOf } from '../open/limits.ts';
import { readTable } from '../table.ts';
import { type GedLayout, gedColumn, gedColumns, gedLayoutOf } from './columns.ts';
import type { GedEvent } from './event.ts';
import { gedRowReader } from './read-event.ts';

const title = 'UCDP Georeferenced Event Dataset (table)';

/** UCDP GED as CSV: the yearly release, the monthly candidate release and the export of a country page. */
export const ucdpGed: Format<GedEvent> = {
  id: 'ucdp-ged',
  title,
  recognise: (head) => {
    const row = firstRow(head);
    const known = row.filter((name) => gedColumn(name) !== undefined);
    // these three stand together in no other dataset
    const telling = ['type_of_violence', 'side_a', 'where_prec', 'date_prec', 'dyad_name'].filter((name) =>
      known.some((found) => columnKey(found) === name),
    );
    if (known.length < 8 || telling.length < 2) return undefined;
    const layout = gedLayoutOf(row, head.name);
    const faults = gedHeaderFaults(row, layout);
    return gedRecognition('ucdp-ged', title, layout, row, known.length, faults, head);
  },
  read: (input, options = {}) =>
    readTable(input, options, (header) => {
      const layout = (options.layout as GedLayout | undefined) ?? gedLayoutOf(header, nameOf(input));
      refuseHeader(gedHeaderFaults(header, layout), title);
      return {
        firstIsData: false,
        read: gedRowReader(header, {
          slashDates: layout === 'country-export',
          candidate: layout === 'candidate',
        }),
      };
    }),
};

export const gedRecognition = (
  format: string,
  formatTitle: string,
  layout: string,
  header: readonly string[],
  known: number,
  faults: readonly RowFault[],
  head: Head,
): Recognition => ({
  format,
  title: formatTitle,
  layout,
  mapping: gedMapping(header),
  confidence: Math.min(1, known / (layout === 'country-export' ? 47 : 49)),
  faults,
  container: head.container,
  encoding: head.encoding,
});

/** How each column of a header is used. */
export const gedMapping = (header: readonly string[]): ColumnMapping[] =>
  header.map((name) => {
    const column = gedColumn(name);
    return column === undefined
      ? { column: name, field: undefined, note: 'not a column of UCDP GED; left out' }
      : { column: name, field: column.field, note: column.note };
  });

/** Missing columns, said by the name that the layout uses, and doubled ones. */
export const gedHeaderFaults = (header: readonly string[], layout: GedLayout): RowFault[] =>
  headerFaults(
    header,
    gedColumns
      .filter((column) => column.required)
      .map((column) => (layout === 'country-export' ? (column.exportName ?? column.name) : column.name)),
  );

const firstRow = (head: Head): readonly string[] => {
  try {
    const rows = csvRowsOf(head.text, { delimiter: delimiterOf(head.text), limits: limitsOf(undefined) });
    return rows[0]?.fields ?? [];
  } catch {
    return [];
  }
};
