import { open } from 'node:fs/promises';
import { formatOf, formats, type Recognition, recognise } from '@bluehelm/formats';
import { Problem } from '@bluehelm/kernel';
import type { Importer } from '../../foundation/records/index.ts';
import { sourceProblems } from './problems.ts';

/** As much of a file as recognising it may need. */
export const headBytes = 256 * 1024;

/** The first bytes of a file. @throws Problem SOURCE_FILE_MISSING, SOURCE_EMPTY */
export const firstBytes = async (path: string): Promise<Uint8Array> => {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new Problem(
      sourceProblems.fileMissing,
      `${path} cannot be opened: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}.`,
    );
  });
  try {
    const buffer = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(buffer, 0, headBytes, 0).catch((error: Error) => {
      throw new Problem(sourceProblems.fileMissing, `${path} cannot be read: ${error.message}.`);
    });
    if (bytesRead === 0)
      throw new Problem(sourceProblems.empty, `${path} is empty; a table or GeoJSON was expected.`);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
};

/** What a driver makes of a file's first bytes. `source` is a driver's id or `auto`. @throws Problem SOURCE_* */
export const recogniseHead = (
  head: Uint8Array,
  name: string,
  source: string,
  encoding?: string,
): Recognition => {
  const known = formats.map((format) => format.id).join(', ');
  if (source !== 'auto' && !formatOf(source))
    throw new Problem(
      sourceProblems.unknownDriver,
      `"${source.slice(0, 60)}" is not a source; auto or one of ${known} was expected.`,
    );
  const found = recognise(head, name, encoding);
  const chosen = source === 'auto' || found?.format === source ? found : undefined;
  if (chosen) return chosen;
  throw new Problem(
    sourceProblems.unrecognised,
    found
      ? `${name} looks like ${found.format} (${found.layout}), but --source ${source} was given.`
      : `${name} has no columns that a driver knows; one of ${known} was expected.`,
    { mend: 'See docs/guide/sources.md for the layouts that are read.' },
  );
};

/** @throws Problem SOURCE_UNREADABLE, SOURCE_DRIVER_UNKNOWN */
export const importerOf = (importers: readonly Importer[], found: Recognition): Importer => {
  if (found.faults.length > 0)
    throw new Problem(
      sourceProblems.unreadable,
      `This is ${found.title} (${found.layout}), but it cannot be read: ${found.faults
        .map((fault) => `${fault.column}: ${fault.reason}`)
        .join(' ')}`,
      {
        faults: found.faults.map((fault) => ({
          where: fault.column,
          given: fault.given,
          expected: fault.reason,
        })),
      },
    );
  const importer = importers.find((one) => one.format === found.format);
  if (importer) return importer;
  throw new Problem(
    sourceProblems.unknownDriver,
    `${found.title} is recognised, but no room of this installation takes it in.`,
  );
};
