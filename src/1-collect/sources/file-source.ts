import { createReadStream, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { formatOf, type Input } from '@bluehelm/formats';
import { Problem } from '@bluehelm/kernel';
import { sourceProblems } from './problems.ts';
import { headBytes, readable, recogniseHead } from './recognise-file.ts';
import type { RowSource } from './row-source.ts';

/** A file on this machine, or what stands in for one: `/dev/stdin`, a named pipe. */
export interface FileRequest {
  readonly path: string;
  /** its name as the user knows it; the path's last part where missing */
  readonly name?: string;
  /** a driver's id, or `auto` */
  readonly source?: string;
  readonly encoding?: string;
}

/** Recognises a file by its first bytes. @throws Problem SOURCE_* where it cannot be opened, recognised or read */
export const fileSource = async (request: FileRequest): Promise<RowSource> => {
  const name = request.name ?? basename(request.path);
  const file = await opened(request.path);
  let input: Input = { path: request.path, name };
  let head: Uint8Array;
  let bytes: number | undefined;
  try {
    const state = await file.stat();
    if (state.isDirectory())
      throw new Problem(sourceProblems.fileMissing, `${request.path} is a folder; a file was expected.`, {
        mend: 'Name the files in it, as in "bluehelm import FOLDER/*.csv".',
      });
    head = await firstBytes(file, request.path, state);
    // what can be read only once is read on from where recognising it stopped
    if (!state.isFile()) input = { stream: rest(head, file, request.path), name };
    else bytes = state.size;
  } catch (error) {
    await file.close();
    throw error;
  }
  if (bytes !== undefined) await file.close();
  try {
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
  } catch (error) {
    if (bytes === undefined) await file.close();
    throw error;
  }
};

const opened = (path: string): Promise<FileHandle> =>
  open(path).catch((error: NodeJS.ErrnoException) => {
    throw new Problem(
      sourceProblems.fileMissing,
      `${path} cannot be opened: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}.`,
      { cause: error },
    );
  });

/** @throws Problem SOURCE_EMPTY, SOURCE_FILE_MISSING */
const firstBytes = async (file: FileHandle, path: string, state: Stats): Promise<Uint8Array> => {
  const buffer = Buffer.alloc(headBytes);
  let have = 0;
  try {
    // a pipe gives what it has: gather until there is enough to recognise it by
    while (have < headBytes) {
      const at = state.isFile() ? have : null;
      const { bytesRead } = await file.read(buffer, have, headBytes - have, at);
      if (bytesRead === 0) break;
      have += bytesRead;
    }
  } catch (error) {
    throw new Problem(sourceProblems.fileMissing, `${path} cannot be read: ${(error as Error).message}.`, {
      cause: error,
    });
  }
  if (have > 0) return buffer.subarray(0, have);
  throw new Problem(sourceProblems.empty, `${path} is empty; a table or GeoJSON was expected.`);
};

async function* rest(head: Uint8Array, file: FileHandle, path: string): AsyncGenerator<Uint8Array> {
  yield head;
  // closes the file when it ends or is left
  yield* createReadStream(path, { fd: file });
}
