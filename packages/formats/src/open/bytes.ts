import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Problem } from '@bluehelm/kernel';
import type { Container, Input, ReadOptions } from '../format.ts';
import { formatProblems } from '../problems.ts';
import { guarded, limitsOf } from './limits.ts';
import { broken, containerOf, unzipped } from './zip.ts';

/** An input, unpacked, as a stream of bytes; what was read of the packed input is counted for progress. */
export interface OpenBytes {
  readonly container: Container;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** bytes consumed of the (packed) input so far */
  readonly bytesRead: () => number;
  readonly bytesTotal: number | undefined;
}

/**
 * Opens a plain, gzip or zip input, told apart by its first bytes. Memory is constant.
 * @throws Problem FORMAT_EMPTY, FORMAT_ZIP_NEEDS_FILE; while streaming FORMAT_CONTAINER_BROKEN, FORMAT_SIZE_LIMIT,
 * FORMAT_EXPANSION_LIMIT, FORMAT_ZIP_ENTRY_UNCLEAR
 */
export const openBytes = async (input: Input, options: ReadOptions = {}): Promise<OpenBytes> => {
  const limits = limitsOf(options.limits);
  const bytesTotal = await sizeOf(input);
  let bytesRead = 0;
  const source = stoppable(rawBytes(input), options.signal)[Symbol.asyncIterator]();
  // a stream may begin with very small pieces: gather enough to see the magic number
  const first: Uint8Array[] = [];
  for (let have = 0; have < 4; ) {
    const { value, done } = await source.next();
    if (done) break;
    first.push(value);
    have += value.length;
  }
  const head = Buffer.concat(first);
  if (head.length === 0)
    throw new Problem(formatProblems.empty, `The input "${nameOf(input)}" is empty.`, {
      mend: 'Give a file that holds data.',
    });
  const container = containerOf(head);

  async function* counted(): AsyncGenerator<Uint8Array> {
    try {
      bytesRead += head.length;
      yield head;
      for (let next = await source.next(); !next.done; next = await source.next()) {
        bytesRead += next.value.length;
        yield next.value;
      }
    } finally {
      await source.return?.(undefined);
    }
  }

  if (container === 'plain')
    return {
      container,
      chunks: guarded(counted(), { ...limits, expansion: Number.POSITIVE_INFINITY }, () => bytesRead),
      bytesRead: () => bytesRead,
      bytesTotal,
    };
  if (container === 'gzip')
    return {
      container,
      chunks: guarded(gunzipped(counted()), limits, () => bytesRead),
      bytesRead: () => bytesRead,
      bytesTotal,
    };
  await source.return?.(undefined);
  if ('stream' in input)
    throw new Problem(
      formatProblems.zipNeedsFile,
      'A zip was given as a stream, but its list stands at its end.',
      {
        mend: 'Save it to disk first, or unpack it.',
      },
    );
  const onPackedBytes = (bytes: number) => {
    bytesRead = bytes;
  };
  return {
    container,
    chunks: guarded(
      stoppable(unzipped(input, options.entry, onPackedBytes), options.signal),
      limits,
      () => bytesRead,
    ),
    bytesRead: () => bytesRead,
    bytesTotal,
  };
};

/** The name to show for an input. */
export const nameOf = (input: Input): string =>
  input.name ?? ('path' in input ? (input.path.split(/[\\/]/).at(-1) ?? input.path) : 'stream');

const rawBytes = (input: Input): AsyncIterable<Uint8Array> => {
  if ('stream' in input) return input.stream;
  if ('path' in input) return createReadStream(input.path, { highWaterMark: 1 << 16 });
  return slices(input.bytes);
};

async function* slices(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1 << 19) yield bytes.subarray(at, at + (1 << 19));
}

const sizeOf = async (input: Input): Promise<number | undefined> => {
  if ('bytes' in input) return input.bytes.length;
  return 'path' in input ? (await stat(input.path)).size : undefined;
};

async function* stoppable(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    signal?.throwIfAborted();
    yield chunk;
  }
}

async function* gunzipped(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let failure: unknown;
  // errors of the source must not be mistaken for errors of the gzip
  const watched = async function* () {
    try {
      yield* packed;
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  pipeline(Readable.from(watched(), { objectMode: false, highWaterMark: 1 << 16 }), gunzip, () => {});
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    throw failure ?? broken('gzip', error);
  }
}
