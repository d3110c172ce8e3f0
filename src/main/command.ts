import { Problem } from '@bluehelm/kernel';
import type { Command } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { type House, openHouse, placeOf } from './house.ts';

/** Options that every command takes. */
export interface CommonOptions {
  readonly data?: string;
  readonly json?: boolean;
}

export const common = (command: Command): Command =>
  command
    .option('--data <folder>', 'data folder (default: $BLUEHELM_DATA, else the user’s data folder)')
    .option('--json', 'print JSON for scripts');

/** What the surroundings may do to a command: end it. */
export interface Surroundings {
  /** aborted by Ctrl-C, SIGTERM, or the end of the process that started this one */
  readonly signal: AbortSignal;
}

/** Runs a command on the open house and closes it, whatever happens. */
export const withHouse = async <T>(
  options: CommonOptions,
  work: (house: House) => Promise<T>,
): Promise<T> => {
  const house = await openHouse(placeOf(options.data));
  try {
    return await work(house);
  } finally {
    await house.close();
  }
};

export const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Says what went wrong, for people or for scripts, and which exit code that is. */
export const report = (error: unknown, json: boolean): number => {
  if ((error as { name?: string }).name === 'AbortError') {
    process.stderr.write('bluehelm: stopped.\n');
    return exitCodes.interrupted;
  }
  if (error instanceof Problem) {
    if (json) print(JSON.stringify({ problem: error.toJSON() }));
    process.stderr.write(
      `bluehelm: ${error.detail}${error.mend ? `\n  ${error.mend}` : ''}\n  (${error.code})\n`,
    );
    return usageCodes.has(error.code) ? exitCodes.usage : exitCodes.failed;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (json) print(JSON.stringify({ problem: { code: 'UNEXPECTED', detail: String(error) } }));
  process.stderr.write(`bluehelm: unexpected error, please report it:\n${text}\n`);
  return exitCodes.failed;
};

// a wrong word on the command line, not a failure of the work
const usageCodes = new Set([
  'MISSION_NAME_REFUSED',
  'ROLE_UNKNOWN',
  'SOURCE_DRIVER_UNKNOWN',
  'SOURCE_FILE_MISSING',
  'FILTER_REFUSED',
  'RESOLUTION_OUT_OF_RANGE',
  'BBOX_MALFORMED',
  'KIND_UNKNOWN',
  'COMMAND_REFUSED',
]);
