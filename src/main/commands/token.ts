import { id, levels, marking, Problem } from '@bluehelm/kernel';
import type { Command } from 'commander';
import {
  ensureMission,
  findMission,
  grant,
  installationGrant,
  listCredentials,
  revoke,
  role,
  roleNames,
} from '../../foundation/access/index.ts';
import { writing } from '../../foundation/records/index.ts';
import { type CommonOptions, common, withHouse } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { type House, machineSession } from '../house.ts';
import { wholeNumber } from '../options.ts';
import { mainProblems } from '../problems.ts';
import { print } from '../report.ts';
import type { Surroundings } from '../surroundings.ts';

interface CreateOptions extends CommonOptions {
  readonly mission: string;
  readonly role: string;
  readonly label: string;
  readonly organisation: string;
  readonly level: string;
  readonly compartments?: string;
  readonly days: string;
}

export const tokenCommand = (program: Command, _: Surroundings): void => {
  const token = program.command('token').description('tokens for programs, sign-in links for people');

  common(token.command('create'))
    .description('make a bearer token for the API; it is shown once')
    .requiredOption('--mission <name>', 'the mission it is for; created when it does not exist')
    .requiredOption('--role <role>', `one of ${roleNames.join(', ')}`)
    .option('--label <text>', 'what it is for, as the audit trail shows it', 'api')
    .option('--organisation <code>', 'the organisation its bearer belongs to', 'mission')
    .option('--level <level>', `clearance: ${levels.join(', ')}`, 'unclassified')
    .option('--compartments <codes>', 'compartments it may see, separated by commas')
    .option('--days <n>', 'days until it expires', '90')
    .action((options: CreateOptions) => withHouse(options, (house) => createToken(house, options)));

  common(token.command('list'))
    .description('tokens and sessions that are valid now')
    .option('--mission <name>', 'only of this mission')
    .action((options: CommonOptions & { mission?: string }) =>
      withHouse(options, async (house) => {
        const mission = options.mission ? await findMission(house.db, options.mission) : undefined;
        const all = await listCredentials(house.db, mission?.id);
        if (options.json) print(JSON.stringify(all));
        else
          for (const one of all)
            print(`${one.id}  ${one.use}  ${one.label}  ${one.role}  until ${one.expiresAt.toISOString()}`);
      }),
    );

  common(token.command('revoke'))
    .description('end a token or session at once')
    .argument('<id>', 'its identifier, from token list')
    .action((given: string, options: CommonOptions) =>
      withHouse(options, async (house) => {
        const revoked = await revoke(house.db, id(given));
        if (options.json) print(JSON.stringify({ revoked }));
        else print(revoked ? 'revoked' : 'there is no such valid token');
        if (!revoked) process.exitCode = exitCodes.failed;
      }),
    );

  common(token.command('sign-in'))
    .description('make a one-time sign-in link for the browser')
    .option('--port <n>', 'port of the running server', '4747')
    .action((options: CommonOptions & { port: string }) =>
      withHouse(options, async (house) => {
        const port = wholeNumber('--port', options.port, 1, 65_535);
        const { secret } = await grant(house.db, 'sign-in', installationGrant());
        const url = `http://127.0.0.1:${port}/sign-in?token=${secret}`;
        print(options.json ? JSON.stringify({ url }) : url);
      }),
    );
};

const createToken = async (house: House, options: CreateOptions): Promise<void> => {
  const days = Number(options.days);
  if (!(days > 0 && days <= 3650))
    throw new Problem(
      mainProblems.refused,
      `--days ${options.days} was given; a number above 0 and up to 3650 was expected.`,
    );
  const given = role(options.role);
  // a clearance is built as strictly as a marking is
  const { level, compartments, originator } = marking({
    level: options.level,
    compartments: options.compartments?.split(',').filter(Boolean) ?? [],
    originator: options.organisation,
  });
  const { mission } = await ensureMission(house.db, { name: options.mission });
  const { secret, credential } = await grant(
    house.db,
    'api',
    {
      label: `token:${options.label}`,
      mission: mission.id,
      role: given,
      clearance: { level, compartments, organisation: originator },
    },
    days * 24,
  );
  const own = await house.markings.number(marking({ originator: 'mission' }));
  await writing(house, machineSession(house, mission), async (writer) =>
    writer.act({
      act: 'token.create',
      subject: `token/${credential.id}`,
      marking: own,
      detail: {
        role: given,
        organisation: originator,
        level,
        compartments,
        expires: credential.expiresAt.toISOString(),
      },
    }),
  );
  if (options.json)
    print(
      JSON.stringify({
        token: secret,
        id: credential.id,
        mission: mission.name,
        role: given,
        expiresAt: credential.expiresAt,
      }),
    );
  else {
    print(secret);
    process.stderr.write(`valid until ${credential.expiresAt.toISOString()}; it is shown only this once\n`);
  }
};
