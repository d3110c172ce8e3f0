import { readFile, writeFile } from 'node:fs/promises';

/** Columns of equal length one after the other, as doubles in the machine's order: what R's readBin and numpy read. */
export const writeDoubles = (file: string, ...columns: readonly Float64Array[]): Promise<void> =>
  writeFile(
    file,
    Buffer.concat(
      columns.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
    ),
  );

/** The columns again. */
export const readDoubles = async (file: string, columns: number): Promise<Float64Array[]> => {
  const bytes = await readFile(file);
  const all = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
  const rows = all.length / columns;
  return Array.from({ length: columns }, (_, column) => all.subarray(column * rows, (column + 1) * rows));
};
