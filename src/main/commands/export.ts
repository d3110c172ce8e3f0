import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Problem } from '@bluehelm/kernel';
import type { Command } from 'commander';
import { findMission } from '../../foundation/access/index.ts';
import { auditExport, exportChunks, exportForms } from '../../foundation/http/index.ts';
import { eachRecord, filter } from '../../foundation/records/index.ts';
import { type CommonOptions, common, withHouse } from '../command.ts';
import { type House, machineSession } from '../house.ts';
import { mainProblems } from '../problems.ts';
import { print } from '../report.ts';
import type { Surroundings } from '../surroundings.ts';

interface ExportOptions extends CommonOptions {
  readonly mission: string;
  readonly kind: string;
  readonly format: string;
  readonly out?: string;
  readonly from?: string;
  readonly to?: string;
  readonly category?: string;
  readonly state?: string;
  readonly bbox?: string;
  readonly text?: string;
  readonly purpose?: string;
}

const formats = exportForms.map((form) => form.extension);

export const exportCommand = (program: Command, { signal }: Surroundings): void => {
  common(program.command('export'))
    .description('write records of a kind to a file or to standard output, in constant memory')
    .requiredOption('--mission <name>', 'the mission')
    .option('--kind <kind>', 'kind of record', 'incident')
    .option('--format <format>', formats.join(', '), 'csv')
    .option('--out <file>', 'file to write; standard output when absent')
    .option('--from <date>', 'first day')
    .option('--to <date>', 'last day')
    .option('--category <names>', 'categories, separated by commas')
    .option('--state <names>', 'states, separated by commas')
    .option('--bbox <w,s,e,n>', 'box in degrees')
    .option('--text <words>', 'words')
    .option('--purpose <text>', 'what the export is for; kept in the audit trail')
    .action((options: ExportOptions) => withHouse(options, (house) => exportRecords(house, options, signal)));
};

const exportRecords = async (house: House, options: ExportOptions, signal: AbortSignal): Promise<void> => {
  const form = exportForms.find((one) => one.extension === options.format);
  if (!form)
    throw new Problem(
      mainProblems.refused,
      `--format ${options.format} was given; one of ${formats.join(', ')} was expected.`,
    );
  const { from, to, category, state, bbox, text } = options;
  const query = Object.fromEntries(
    Object.entries({ from, to, category, state, bbox, text }).filter(([, value]) => value !== undefined),
  );
  const asked = filter(house.kinds.get(options.kind), query);
  const session = machineSession(house, await findMission(house.db, options.mission));
  await auditExport(house, session, form.extension, { kind: options.kind, ...query }, options.purpose);
  let exported = 0;
  const pages = async function* () {
    const sort = asked.kind.time === 'required' ? '-when' : 'changed';
    for await (const page of eachRecord(house, session, asked, sort)) {
      exported += page.length;
      yield page;
    }
  };
  const bytes = Readable.from(exportChunks(form.open(asked), pages()), { objectMode: false });
  if (options.out) {
    await pipeline(bytes, createWriteStream(options.out), { signal });
    if (options.json) print(JSON.stringify({ exported, file: options.out }));
    else process.stderr.write(`${exported} records written to ${options.out}\n`);
    return;
  }
  // a reader that has seen enough (head) ends the pipe; that is no failure
  await pipeline(bytes, process.stdout, { signal, end: false }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
};
