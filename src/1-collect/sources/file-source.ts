import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { formatOf, type Input } from '@bluehelm/formats';
import { Problem } from '@bluehelm/kernel';
import { sourceProblems } from './problems.ts';
import { headBytes, readable, recogniseHead } from './recognise-file.ts';
import type { RowSource } from './row-source.ts';

/** A file on this machine, a named pipe, or bytes that are piped in. */
export interface FileRequest {
  readonly path: string;
  /** read instead of the path, which then only names it */
  readonly stream?: AsyncIterable<Uint8Array>;
  /** its name as the user knows it; the path's last part where missing */
  readonly name?: string;
  /** a driver's id, or `auto` */
  readonly source?: string;
  readonly encoding?: string;
}

/** Recognises a file by its first bytes. @throws Problem SOURCE_* where it cannot be opened, recognised or read */
export const fileSource = async (request: FileRequest): Promise<RowSource> => {
  const name = request.name ?? basename(request.path);
  const { head, bytes, input } = await openHead(request, name);
  const found = readable(recogniseHead(head, name, request.source ?? 'auto', request.encoding));
  const { format, title, layout, container } = found;
  return {
    name,
    format,
    title,
    layout,
    header: found.mapping.map((one) => one.column),
    bytes,
    parameters: { layout, encoding: request.encoding ?? found.encoding, container },
    batches: (options) =>
      formatOf(format)!.read(input, {
        ...options,
        layout,
        ...(request.encoding ? { encoding: request.encoding } : {}),
      }),
  };
};

interface Opened {
  readonly head: Uint8Array;
  readonly bytes: number | undefined;
  readonly input: Input;
}

const openHead = async ({ path, stream }: FileRequest, name: string): Promise<Opened> => {
  if (stream) return streamHead(stream, path, name);
  const state = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new Problem(
      sourceProblems.fileMissing,
      `${path} cannot be opened: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}.`,
      { cause: error },
    );
  });
  if (state.isDirectory())
    throw new Problem(sourceProblems.fileMissing, `${path} is a folder; a file was expected.`, {
      mend: 'Name the files in it, as in "bluehelm import FOLDER/*.csv".',
    });
  // a pipe can be read only once
  if (!state.isFile()) return streamHead(createReadStream(path), path, name);
  return { head: await fileHead(path), bytes: state.size, input: { path, name } };
};

const empty = (path: string): Problem =>
  new Problem(sourceProblems.empty, `${path} is empty; a table or GeoJSON was expected.`);

const unreadable = (path: string, error: unknown): Problem =>
  new Problem(sourceProblems.fileMissing, `${path} cannot be read: ${(error as Error).message}.`, {
    cause: error,
  });

const fileHead = async (path: string): Promise<Uint8Array> => {
  const file = await open(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    const buffer = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(buffer, 0, headBytes, 0);
    if (bytesRead === 0) throw empty(path);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
};

/** Gathers enough to recognise a stream by, and gives the stream back whole. */
const streamHead = async (stream: AsyncIterable<Uint8Array>, path: string, name: string): Promise<Opened> => {
  const rest = stream[Symbol.asyncIterator]();
  const parts: Uint8Array[] = [];
  let have = 0;
  try {
    while (have < headBytes) {
      const { value, done } = await rest.next();
      if (done) break;
      parts.push(value);
      have += value.length;
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  if (have === 0) throw empty(path);
  const head = Buffer.concat(parts);
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      yield head;
      for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
    } finally {
      await rest.return?.();
    }
  }
  return { head, bytes: undefined, input: { stream: whole(), name } };
};
