/** Cells of one line of a delimited file, quotes undone. Lenient: it shows what stood there, it does not judge. */
export const splitRow = (raw: string, delimiter: string): string[] => {
  const cells: string[] = [];
  let [cell, quoted] = ['', false];
  for (let i = 0; i < raw.length; i++) {
    const char = raw[i]!;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (raw[i + 1] === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (char === '"' && cell === '') quoted = true;
    else if (char === delimiter) {
      cells.push(cell);
      cell = '';
    } else cell += char;
  }
  return [...cells, cell];
};

/** A source row by column, as far as the columns are known; an empty name where they are not. */
export type RawCells = readonly (readonly [column: string, value: string])[];

const flat = (value: unknown, path: string): [string, string][] =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.entries(value).flatMap(([name, inner]) => flat(inner, path === '' ? name : `${path}.${name}`))
    : [[path, typeof value === 'string' ? value : (JSON.stringify(value) ?? '')]];

/**
 * Reads a source row for showing: JSON by its paths, else the delimiter that cuts it into as many cells as the header
 * has names. A row with one cell more than names ends in a needless delimiter (UCDP's country exports), or its first
 * column is nameless (R's row numbers).
 */
export const rawCells = (raw: string, header: readonly string[] | undefined): RawCells | undefined => {
  if (raw.startsWith('{')) {
    try {
      return flat(JSON.parse(raw), '');
    } catch {
      return undefined;
    }
  }
  if (!header) return undefined;
  for (const delimiter of [',', ';', '\t', '|']) {
    const cells = splitRow(raw.replace(/\r?\n$/, ''), delimiter);
    if (cells.length === header.length + 1 && cells.at(-1) === '') cells.pop();
    const extra = cells.length - header.length;
    if (cells.length > 1 && (extra === 0 || extra === 1))
      return cells.map((cell, i) => [i < extra ? '' : header[i - extra]!, cell]);
  }
  return undefined;
};
