import { formatOf, formatProblems, formats, type Recognition, recognise } from '@bluehelm/formats';
import { Problem } from '@bluehelm/kernel';
import type { Importer } from '../../foundation/records/index.ts';
import { sourceProblems } from './problems.ts';

/** As much of a file as recognising it may need. */
export const headBytes = 256 * 1024;

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
      `"${source.slice(0, 60)}" is not a source of files; auto or one of ${known} was expected.`,
    );
  demandEncoding(encoding);
  const found = recognise(head, name, encoding);
  // a source's GeoJSON is the same source: ucdp-ged stands for ucdp-ged-geojson too
  const fits = source === 'auto' || found?.format === source || found?.format.startsWith(`${source}-`);
  if (found && fits) return found;
  throw new Problem(
    sourceProblems.unrecognised,
    found
      ? `${name} looks like ${found.format} (${found.layout}), but --source ${source} was given.`
      : `${name} has no columns that a driver knows; one of ${known} was expected.`,
    { mend: 'See docs/guide/sources.md for the layouts that are read.' },
  );
};

// recognising forgives everything; a misspelt encoding must not look like a file that nobody knows
const demandEncoding = (label: string | undefined): void => {
  try {
    new TextDecoder(label);
  } catch (error) {
    throw new Problem(
      formatProblems.encodingUnknown,
      `"${label?.slice(0, 40)}" is not a known encoding; a label such as utf-8, windows-1252 or utf-16le was expected.`,
      { cause: error },
    );
  }
};

/** The recognition itself, where reading will not be refused as a whole. @throws Problem SOURCE_UNREADABLE */
export const readable = (found: Recognition): Recognition => {
  if (found.faults.length === 0) return found;
  throw new Problem(
    sourceProblems.unreadable,
    `This is ${found.title} (${found.layout}), but it cannot be read: ${found.faults
      .map((fault) => `${fault.column}: ${fault.reason}`)
      .join(' ')}`,
    {
      mend: 'Correct the header so that each column stands once; docs/guide/sources.md lists those that are needed.',
      faults: found.faults.map((fault) => ({
        where: fault.column,
        given: fault.given,
        expected: fault.reason,
      })),
    },
  );
};

/** @throws Problem SOURCE_DRIVER_UNKNOWN */
export const importerOf = (
  importers: readonly Importer[],
  found: { readonly format: string; readonly title: string },
): Importer => {
  const importer = importers.find((one) => one.format === found.format);
  if (importer) return importer;
  throw new Problem(
    sourceProblems.unknownDriver,
    `${found.title} is recognised, but no room of this installation takes it in.`,
  );
};
