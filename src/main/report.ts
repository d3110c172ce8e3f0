import { Problem } from '@bluehelm/kernel';
import { exitCodes } from './exit-codes.ts';

export const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Says what went wrong, for people or for scripts, and which exit code that is. `about`: what it happened to. */
export const report = (error: unknown, json: boolean, about?: string): number => {
  if ((error as { name?: string }).name === 'AbortError') {
    process.stderr.write('bluehelm: stopped.\n');
    return exitCodes.interrupted;
  }
  if (error instanceof Problem) {
    if (json) print(JSON.stringify({ problem: error.toJSON() }));
    process.stderr.write(
      `bluehelm: ${about && !error.detail.includes(about) ? `${about}: ` : ''}${error.detail}${error.mend ? `\n  ${error.mend}` : ''}\n  (${error.code})\n`,
    );
    return usageCodes.has(error.code) || error.code.startsWith('METHOD_')
      ? exitCodes.usage
      : exitCodes.failed;
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
  'MARKING_MALFORMED',
  'ID_MALFORMED',
  'DATE_IMPOSSIBLE',
  'COMMAND_REFUSED',
]);
