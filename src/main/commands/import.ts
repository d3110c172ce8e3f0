import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { csvLine, formats, type Refusal } from '@bluehelm/formats';
import type { Command } from 'commander';
import { beginImport, type ImportBody, runImport } from '../../1-collect/sources/index.ts';
import { ensureMission } from '../../foundation/access/index.ts';
import { type CommonOptions, common, print, report, type Surroundings, withHouse } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { type House, machineSession } from '../house.ts';
import { progressBar } from '../progress-bar.ts';

interface ImportOptions extends CommonOptions {
  readonly source: string;
  readonly mission?: string;
  readonly encoding?: string;
}

const counted = ['read', 'created', 'updated', 'unchanged', 'refused'] as const;
type Counts = Record<(typeof counted)[number], number>;

export const importCommand = (program: Command, { signal }: Surroundings): void => {
  common(program.command('import'))
    .description('take in files: UCDP GED, GeoNames, GeoJSON boundaries; plain, gzip or zip')
    .argument('<file...>', 'files to read')
    .option('--source <driver>', `auto or one of ${formats.map((format) => format.id).join(', ')}`, 'auto')
    .option('--mission <name>', 'mission to import into; created when it does not exist', 'default')
    .option('--encoding <label>', 'text encoding, such as windows-1252, where it is not UTF-8')
    .addHelpText(
      'after',
      `
Refused rows are listed in FILE.refused.csv with line, column, what was given and the reason.
Exit codes: 0 nothing was refused, 1 failed, 2 not understood, 3 some rows were refused.
Importing a file again creates nothing twice; after an interruption it goes on where it stopped.`,
    )
    .action(async (files: string[], options: ImportOptions) => {
      process.exitCode = await withHouse(options, (house) => importAll(house, files, options, signal));
    });
};

const importAll = async (
  house: House,
  files: readonly string[],
  options: ImportOptions,
  signal: AbortSignal,
): Promise<number> => {
  const { mission } = await ensureMission(house.db, { name: options.mission ?? 'default' });
  const total: Counts = { read: 0, created: 0, updated: 0, unchanged: 0, refused: 0 };
  let failure = 0;
  for (const file of files) {
    try {
      const counts = await importOne(house, mission, file, options, signal);
      for (const name of counted) total[name] += counts[name];
      if (!options.json) print(summary(file, mission.name, counts));
    } catch (error) {
      // the other files are still taken in; the first failure decides the exit code
      failure ||= report(error, false);
      if (signal.aborted) break;
    }
  }
  if (options.json) print(JSON.stringify(total));
  else if (files.length > 1) print(summary('all files', mission.name, total));
  return failure || (total.refused > 0 ? exitCodes.someRefused : exitCodes.done);
};

const importOne = async (
  house: House,
  mission: Parameters<typeof machineSession>[1],
  file: string,
  options: ImportOptions,
  signal: AbortSignal,
): Promise<Counts> => {
  const session = machineSession(house, mission);
  const refused = refusedFile(`${file}.refused.csv`);
  const bar = progressBar(basename(file));
  const request = {
    path: file,
    source: options.source,
    signal,
    ...(options.encoding ? { encoding: options.encoding } : {}),
    onProgress: bar.show,
    onRefused: refused.add,
  };
  try {
    const record = await beginImport(house, session, request);
    const ended = await runImport(house, session, record, request);
    return ended.body as ImportBody;
  } finally {
    bar.clear();
    await refused.close();
  }
};

/** FILE.refused.csv, written as rows are refused; absent when none was. */
const refusedFile = (path: string) => {
  let stream: WriteStream | undefined;
  const open = () => {
    const made = createWriteStream(path);
    made.write(csvLine(['line', 'column', 'given', 'reason']));
    return made;
  };
  // what an earlier run left is not this run's
  const ready = rm(path, { force: true });
  return {
    add: async (rows: readonly Refusal[]) => {
      await ready;
      stream ??= open();
      for (const row of rows)
        for (const fault of row.faults)
          if (!stream.write(csvLine([row.line, fault.column, fault.given, fault.reason])))
            await once(stream, 'drain');
    },
    close: async () => {
      await ready;
      if (!stream) return;
      stream.end();
      await once(stream, 'finish');
    },
  };
};

const summary = (file: string, mission: string, counts: Counts): string =>
  `${file} → ${mission}: ${counted.map((name) => `${name} ${counts[name]}`).join(', ')}${
    counts.refused > 0 && file !== 'all files' ? `\n  refused rows: ${file}.refused.csv` : ''
  }`;
