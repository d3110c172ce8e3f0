import { csvRows, delimiterOf, limitsOf, openText } from '@bluehelm/formats';
import { Problem } from '@bluehelm/kernel';
import { type MethodEntry, type RawColumn, type Table, tableOf } from '@bluehelm/methods/catalogue';
import { mainProblems } from './problems.ts';

/**
 * The tables that `--input` names: files in the order of the method's tables, or `table=FILE`. A file is CSV (a header,
 * then rows; plain, gzip or zip) or JSON: an array of rows, an object of columns, or an object of tables.
 * @param named the file's name of a column, by the method's
 * @throws Problem COMMAND_REFUSED, FORMAT_…, METHOD_…
 */
export const methodTables = async (
  entry: MethodEntry,
  files: readonly string[],
  named: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Record<string, Table>> => {
  const tables: Record<string, Table> = {};
  let next = 0;
  for (const file of files) {
    const asked = entry.tables.find(({ name }) => file.startsWith(`${name}=`));
    const name = asked?.name ?? entry.tables[next++]?.name;
    if (name === undefined)
      throw new Problem(
        mainProblems.refused,
        `${file} is one file too many; ${entry.name} reads ${tablesIn(entry)}.`,
      );
    const path = asked ? file.slice(name.length + 1) : file;
    for (const table of await tablesOfFile(path, name, entry, signal)) {
      if (tables[table.name])
        throw new Problem(mainProblems.refused, `The table ${table.name} was given twice, again by ${path}.`);
      tables[table.name] = renamed(table, named);
    }
  }
  for (const [column, yours] of Object.entries(named))
    if (!Object.values(tables).some((table) => table.has(yours)))
      throw new Problem(
        mainProblems.refused,
        `--column ${column}=${yours} was given, but no table has a column ${yours}.`,
      );
  return tables;
};

/** The table with the method's names for some of its columns. */
const renamed = (table: Table, named: Readonly<Record<string, string>>): Table => {
  const yours = (column: string): string =>
    Object.hasOwn(named, column) && table.has(named[column]!) ? named[column]! : column;
  return {
    ...table,
    has: (column) => table.has(yours(column)),
    numbers: (column) => table.numbers(yours(column)),
    words: (column) => table.words(yours(column)),
    days: (column) => table.days(yours(column)),
  };
};

const tablesIn = ({ tables }: MethodEntry): string =>
  tables.length === 0 ? 'no table' : tables.map(({ name }) => name).join(', ');

const tablesOfFile = async (
  path: string,
  name: string,
  entry: MethodEntry,
  signal: AbortSignal,
): Promise<Table[]> => {
  const input = await openText({ path }, { signal }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Problem(mainProblems.refused, `There is no file ${path}; a CSV or JSON file was expected.`);
  });
  if (/\.json(\.gz|\.zip)?$/i.test(path)) return jsonTables(await all(input.text), path, name, entry);
  return [await csvTable(input.text, path, name)];
};

const all = async (text: AsyncIterable<string>): Promise<string> => {
  const parts: string[] = [];
  for await (const part of text) parts.push(part);
  return parts.join('');
};

const csvTable = async (text: AsyncIterable<string>, path: string, name: string): Promise<Table> => {
  let header: string[] | undefined;
  const columns: string[][] = [];
  const lines: number[] = [];
  const { delimiter, whole } = await withDelimiter(text);
  for await (const rows of csvRows(whole, { delimiter, limits: limitsOf({}) })) {
    for (const { line, fields, fault } of rows) {
      if (header === undefined) {
        header = fields.map((field) => field.trim());
        const doubled = header.find((column, at) => header!.indexOf(column) !== at);
        if (doubled !== undefined)
          throw new Problem(
            mainProblems.refused,
            `${path} names the column ${doubled} twice in its first line.`,
          );
        for (const _ of header) columns.push([]);
        continue;
      }
      if (fault !== undefined)
        throw new Problem(mainProblems.refused, `Line ${line} of ${path} is no row of CSV: ${fault.reason}`);
      // a comma at a row's end, as in UCDP's exports, adds a field that holds nothing
      if (fields.length < header.length || fields.slice(header.length).some((field) => field.trim() !== ''))
        throw new Problem(
          mainProblems.refused,
          `Line ${line} of ${path} has ${fields.length} fields; ${header.length} were expected, as in the first line.`,
        );
      for (let at = 0; at < header.length; at++) columns[at]!.push(fields[at]!);
      lines.push(line);
    }
  }
  return tableOf(name, Object.fromEntries((header ?? []).map((column, at) => [column, columns[at]!])), lines);
};

/** The delimiter that the first piece shows, and the text with that piece put back. */
const withDelimiter = async (text: AsyncIterable<string>) => {
  const pieces = text[Symbol.asyncIterator]();
  const first = await pieces.next();
  const start = first.done ? '' : first.value;
  async function* whole(): AsyncGenerator<string> {
    yield start;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  }
  return { delimiter: delimiterOf(start), whole: whole() };
};

const jsonTables = (text: string, path: string, name: string, entry: MethodEntry): Table[] => {
  const malformed = (reason: string): Problem =>
    new Problem(
      mainProblems.refused,
      `${path} ${reason}; an array of rows, an object of columns, or an object of tables (${tablesIn(entry)}) was expected.`,
    );
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw malformed(`is not JSON (${(error as Error).message})`);
  }
  if (typeof content !== 'object' || content === null) throw malformed('holds a single value');
  if (Array.isArray(content)) return [tableOf(name, columnsOfRows(content, malformed))];
  const parts = Object.entries(content);
  if (parts.length > 0 && parts.every(([key]) => entry.tables.some((table) => table.name === key)))
    return parts.map(([key, table]) =>
      tableOf(key, Array.isArray(table) ? columnsOfRows(table, malformed) : columnsOf(table, malformed)),
    );
  return [tableOf(name, columnsOf(content, malformed))];
};

const columnsOf = (content: unknown, malformed: (reason: string) => Problem): Record<string, RawColumn> => {
  if (typeof content !== 'object' || content === null) throw malformed('holds a table that is no object');
  for (const [column, values] of Object.entries(content))
    if (!Array.isArray(values)) throw malformed(`holds no array at ${column}`);
  return content as Record<string, RawColumn>;
};

const columnsOfRows = (
  rows: readonly unknown[],
  malformed: (reason: string) => Problem,
): Record<string, RawColumn> => {
  const names = new Set<string>();
  rows.forEach((row, at) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      throw malformed(`holds no object at element ${at}`);
    for (const key of Object.keys(row)) names.add(key);
  });
  return Object.fromEntries(
    [...names].map((column) => [
      column,
      rows.map((row) => (row as Record<string, string | number | boolean | null>)[column] ?? null),
    ]),
  );
};
