import { Problem } from '@bluehelm/kernel';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import type { Container } from '../format.ts';
import { formatProblems } from '../problems.ts';

/** What the first bytes say: by magic number, never by name. */
export const containerOf = (head: Uint8Array): Container => {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5) && head[3] === head[2]! + 1)
    return 'zip';
  return 'plain';
};

// closed by us, after the entry is read: yauzl would close once the list has been read to its end
const keepOpen = { autoClose: false };

const dataName = /\.(csv|tsv|txt|json|geojson)$/i;
const sideName = /(^|\/)(__MACOSX\/|\.|readme|licen[cs]e)/i;

/**
 * Streams the one data file of a zip. Directories, hidden files, readmes and licences do not count.
 * @throws Problem FORMAT_ZIP_ENTRY_UNCLEAR where there is none, or several and `wanted` does not say which
 */
export async function* unzipped(
  source: { path: string } | { bytes: Uint8Array },
  wanted: string | undefined,
  onPackedBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let zip: ZipFile | undefined;
  try {
    zip =
      'path' in source
        ? await openPromise(source.path, keepOpen)
        : await fromBufferPromise(asBuffer(source.bytes), keepOpen);
    const entry = await chooseEntry(zip, wanted);
    // the entry's own size bounds what is read of the file; what comes out is bounded by the caller
    onPackedBytes(entry.compressedSize);
    for await (const chunk of await zip.openReadStreamPromise(entry)) yield chunk as Buffer;
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw broken('zip', error);
  } finally {
    zip?.close();
  }
}

export const broken = (container: string, error: unknown): Problem =>
  new Problem(
    formatProblems.containerBroken,
    `The ${container} cannot be unpacked: ${error instanceof Error ? error.message : String(error)}.`,
    { mend: 'Fetch the file again; it may have been cut off on its way.', cause: error },
  );

const chooseEntry = async (zip: ZipFile, wanted: string | undefined): Promise<Entry> => {
  const files: Entry[] = [];
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName === wanted) return entry;
    if (!entry.fileName.endsWith('/') && !sideName.test(entry.fileName)) files.push(entry);
    // a directory of millions of entries is hostile too
    if (files.length > 1000) break;
  }
  const data = files.filter((entry) => dataName.test(entry.fileName));
  const [only, second] = wanted === undefined ? (data.length > 0 ? data : files) : [];
  if (only !== undefined && second === undefined) return only;
  const names = files.slice(0, 10).map((entry) => entry.fileName);
  throw new Problem(
    formatProblems.zipEntryUnclear,
    wanted === undefined
      ? `The zip holds ${files.length === 0 ? 'no data file' : `several files: ${names.join(', ')}`}; exactly one was expected.`
      : `The zip holds no file "${wanted}"; it holds ${names.join(', ') || 'none'}.`,
    { mend: 'Name the file to read with the option "entry", or unpack the zip.' },
  );
};

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
