import { basename } from 'node:path';
import { formatOf, formats } from '@bluehelm/formats';
import { Problem } from '@bluehelm/kernel';
import type { Command } from 'commander';
import {
  beginImport,
  fileSource,
  type Progress,
  type RowSource,
  runImport,
} from '../../1-collect/sources/index.ts';
import { ensureMission, missionName } from '../../foundation/access/index.ts';
import { type CommonOptions, common, withHouse } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { type House, machineSession } from '../house.ts';
import { mainProblems } from '../problems.ts';
import { progressBar } from '../progress-bar.ts';
import { refusedFile } from '../refused-file.ts';
import { print, report } from '../report.ts';
import type { Surroundings } from '../surroundings.ts';
import { type UcdpApiOptions, ucdpApiFrom, ucdpApiName, ucdpApiOptions } from './ucdp-api.ts';

interface ImportOptions extends CommonOptions, UcdpApiOptions {
  readonly source: string;
  readonly mission: string;
  readonly encoding?: string;
}

const grouped = (value: number): string => value.toLocaleString('en').replaceAll(',', ' ');

const counted = ['read', 'created', 'updated', 'unchanged', 'refused'] as const;
type Counts = Record<(typeof counted)[number], number>;

const drivers = [...formats.map((format) => format.id), ucdpApiName];

export const importCommand = (program: Command, { signal }: Surroundings): void => {
  const command = common(program.command('import'))
    .description('take in files (UCDP GED, GeoNames, GeoJSON boundaries; plain, gzip or zip) or UCDP’s API')
    .argument('[file...]', 'files to read; - for what is piped in')
    .option('--source <driver>', `auto or one of ${drivers.join(', ')}`, 'auto')
    .option('--mission <name>', 'mission to import into; created when it does not exist', 'default')
    .option('--encoding <label>', 'text encoding, such as windows-1252, where it is not UTF-8');
  ucdpApiOptions(command)
    .addHelpText(
      'after',
      `
Refused rows are listed in FILE.refused.csv (in the working directory where FILE's folder cannot be written to) with
line, column, what was given and the reason.
Exit codes: 0 nothing was refused, 1 failed, 2 not understood, 3 some rows were refused, 130 stopped.
Importing a file again creates nothing twice; after an interruption it goes on where it stopped.
--json prints {"read","created","updated","unchanged","refused"}, summed over all files.`,
    )
    .action(async (files: string[], options: ImportOptions) => {
      // what is wrong with the words is said before a database is started
      missionName(options.mission);
      const inputs = await inputsOf(files, options);
      process.exitCode = await withHouse(options, (house) => importAll(house, inputs, options, signal));
    });
};

interface Given {
  /** as the summary calls it, and what its list of refused rows is named after */
  readonly label: string;
  readonly open: () => Promise<RowSource>;
}

const inputsOf = async (files: readonly string[], options: ImportOptions): Promise<Given[]> => {
  const { source, encoding } = options;
  if (source === ucdpApiName) {
    if (files.length > 0) throw refuse(`--source ${ucdpApiName} takes no file, but ${files[0]} was given.`);
    const rows = await ucdpApiFrom(options);
    return [{ label: `${ucdpApiName}-${options.ucdpVersion}`, open: async () => rows }];
  }
  if (source !== 'auto' && !formatOf(source))
    throw refuse(
      `--source ${source.slice(0, 60)} was given; auto or one of ${drivers.join(', ')} was expected.`,
    );
  if (files.length === 0) throw refuse('No file was given; one or more were expected.');
  return files.map((path) => {
    const piped = path === '-' || path === '/dev/stdin';
    const given = piped ? { path: 'stdin', stream: process.stdin } : { path };
    return {
      label: given.path,
      open: () => fileSource({ ...given, source, ...(encoding ? { encoding } : {}) }),
    };
  });
};

const refuse = (detail: string): Problem =>
  new Problem(mainProblems.refused, detail, { mend: 'bluehelm import --help shows how it is used.' });

const importAll = async (
  house: House,
  inputs: readonly Given[],
  options: ImportOptions,
  signal: AbortSignal,
): Promise<number> => {
  const total: Counts = { read: 0, created: 0, updated: 0, unchanged: 0, refused: 0 };
  let failure = 0;
  for (const input of inputs) {
    try {
      await importOne(house, input, options, signal, total);
    } catch (error) {
      // the other files are still taken in; the first failure decides the exit code
      failure ||= report(error, false, inputs.length > 1 ? input.label : undefined);
      if (signal.aborted) break;
    }
  }
  if (options.json) print(JSON.stringify(total));
  else if (inputs.length > 1) print(`all files → ${options.mission}: ${said(total)}`);
  return failure || (total.refused > 0 ? exitCodes.someRefused : exitCodes.done);
};

/** Adds what was done to `total`, also where it fails half-way: what was written stays. */
const importOne = async (
  house: House,
  input: Given,
  options: ImportOptions,
  signal: AbortSignal,
  total: Counts,
): Promise<void> => {
  const source = await input.open();
  const { mission } = await ensureMission(house.db, { name: options.mission });
  const session = machineSession(house, mission);
  const refused = await refusedFile(input.label);
  const bar = progressBar(basename(input.label));
  let counts: Counts = { read: 0, created: 0, updated: 0, unchanged: 0, refused: 0 };
  const onProgress = (progress: Readonly<Progress>) => {
    counts = progress;
    bar.show(progress.bytes ? progress.bytesRead / progress.bytes : 0, `${grouped(progress.read)} rows`);
  };
  try {
    const record = await beginImport(house, session, source);
    await runImport(house, session, record, source, { signal, onProgress, onRefused: refused.add });
  } finally {
    bar.clear();
    await refused.close();
    for (const name of counted) total[name] += counts[name];
  }
  if (options.json) return;
  print(`${input.label} → ${mission.name}: ${said(counts)}`);
  const path = refused.path();
  if (path !== undefined) print(`  refused rows: ${path}`);
};

const said = (counts: Counts): string => counted.map((name) => `${name} ${counts[name]}`).join(', ');
