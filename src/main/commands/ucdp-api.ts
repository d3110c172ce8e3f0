import { readFile } from 'node:fs/promises';
import { Problem } from '@bluehelm/kernel';
import type { Command } from 'commander';
import { type RowSource, ucdpApiSource } from '../../1-collect/sources/index.ts';
import { dayOption, wholeNumber } from '../options.ts';
import { mainProblems } from '../problems.ts';

/** What `--source` calls UCDP's API. */
export const ucdpApiName = 'ucdp-api';

export interface UcdpApiOptions {
  readonly ucdpVersion?: string;
  readonly country?: string;
  readonly from?: string;
  readonly to?: string;
  readonly apiTokenFile?: string;
  readonly apiUrl?: string;
}

/** Options of `import` that belong to UCDP's API alone. */
export const ucdpApiOptions = (command: Command): Command =>
  command
    .option('--ucdp-version <release>', `with --source ${ucdpApiName}: release such as 25.1`)
    .option('--country <codes>', `with --source ${ucdpApiName}: Gleditsch–Ward codes, separated by commas`)
    .option('--from <date>', `with --source ${ucdpApiName}: first day`)
    .option('--to <date>', `with --source ${ucdpApiName}: last day`)
    .option(
      '--api-token-file <file>',
      `with --source ${ucdpApiName}: file that holds the access token (default: $BLUEHELM_UCDP_TOKEN)`,
    )
    .option('--api-url <address>', `with --source ${ucdpApiName}: another server that speaks its protocol`);

/** @throws Problem COMMAND_REFUSED */
export const ucdpApiFrom = async (options: UcdpApiOptions): Promise<RowSource> => {
  const version = options.ucdpVersion;
  if (version === undefined || !/^\d{1,3}(\.\d{1,3}){1,3}$/.test(version))
    throw new Problem(
      mainProblems.refused,
      `${version === undefined ? 'No --ucdp-version' : `--ucdp-version ${version.slice(0, 40)}`} was given; a release such as 25.1 was expected.`,
    );
  const country = options.country?.split(',').map((code) => wholeNumber('--country', code.trim(), 1, 9999));
  const startDate = options.from === undefined ? undefined : dayOption('--from', options.from);
  const endDate = options.to === undefined ? undefined : dayOption('--to', options.to);
  return ucdpApiSource({
    token: await tokenOf(options),
    version,
    filters: {
      ...(country ? { country } : {}),
      ...(startDate ? { startDate } : {}),
      ...(endDate ? { endDate } : {}),
    },
    ...(options.apiUrl === undefined ? {} : { baseUrl: address(options.apiUrl) }),
  });
};

const address = (text: string): string => {
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new Problem(
    mainProblems.refused,
    `--api-url ${text.slice(0, 100)} was given; an address that begins with https:// was expected.`,
  );
};

// never an option's own value: what stands on a command line, every user of the machine can read
const tokenOf = async ({ apiTokenFile }: UcdpApiOptions): Promise<string> => {
  const token =
    apiTokenFile === undefined
      ? process.env.BLUEHELM_UCDP_TOKEN
      : await readFile(apiTokenFile, 'utf8').catch((error: Error) => {
          throw new Problem(
            mainProblems.refused,
            `--api-token-file ${apiTokenFile} cannot be read: ${error.message}.`,
          );
        });
  const trimmed = token?.trim() ?? '';
  if (/^[\x21-\x7e]+$/.test(trimmed)) return trimmed;
  throw new Problem(
    mainProblems.refused,
    trimmed === ''
      ? 'The UCDP API needs an access token; none was given.'
      : 'The access token holds spaces or other signs that no token has.',
    { mend: 'Ask UCDP for one (ucdp.uu.se/apidocs), put it in a file and give --api-token-file FILE.' },
  );
};
