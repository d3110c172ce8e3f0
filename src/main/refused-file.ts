import { type FileHandle, open, rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { csvLine, type Refusal } from '@bluehelm/formats';

/** The list of the rows that an import refused. */
export interface RefusedFile {
  add(rows: readonly Refusal[]): Promise<void>;
  close(): Promise<void>;
  /** where it was written; undefined where no row was refused, or no place could be written to */
  path(): string | undefined;
}

// where each path a run has used lies, so that two inputs of one name do not write over each other
const used = new Set<string>();

/**
 * `FILE.refused.csv` beside the input, or in the working directory where the input's folder cannot be written to.
 * Absent when nothing was refused. What an earlier run left there is removed: it is not this run's.
 */
export const refusedFile = async (input: string): Promise<RefusedFile> => {
  const wanted = resolve(`${input}.refused.csv`);
  await rm(wanted, { force: true }).catch(() => undefined);
  let file: FileHandle | undefined;
  let path: string | undefined;
  let tried = false;
  const start = async () => {
    tried = true;
    for (const place of [wanted, inWorkingDirectory(input)]) {
      const name = unused(place);
      file = await open(name, 'w').catch(() => undefined);
      if (!file) continue;
      path = name;
      used.add(name);
      await file.write(csvLine(['line', 'column', 'given', 'reason']));
      return;
    }
    process.stderr.write(
      `bluehelm: neither ${wanted} nor the working directory can be written to; the refused rows are listed with the import record only.\n`,
    );
  };
  return {
    add: async (rows) => {
      if (rows.length === 0) return;
      if (!tried) await start();
      const lines = rows.flatMap((row) =>
        row.faults.map((fault) => csvLine([row.line, fault.column, fault.given, fault.reason])),
      );
      await file?.write(lines.join(''));
    },
    close: async () => {
      await file?.close();
    },
    path: () => path,
  };
};

const inWorkingDirectory = (input: string): string => resolve(`${basename(input)}.refused.csv`);

const unused = (path: string): string => {
  let free = path;
  for (let number = 2; used.has(free); number++)
    free = path.replace(/\.refused\.csv$/, `.${number}.refused.csv`);
  return free;
};
