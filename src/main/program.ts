import { Command } from 'commander';
import type { Surroundings } from './surroundings.ts';
import { version } from './version.ts';

type AddCommand = (program: Command, surroundings: Surroundings) => void;

/** The commands in the story's order, each loaded only when it is called or explained. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  start: async () => (await import('./commands/start.ts')).startCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  hotspots: async () => (await import('./commands/hotspots.ts')).hotspotsCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  mission: async () => (await import('./commands/mission.ts')).missionCommand,
  token: async () => (await import('./commands/token.ts')).tokenCommand,
  audit: async () => (await import('./commands/audit.ts')).auditCommand,
  method: async () => (await import('./commands/method.ts')).methodCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
};

/** The command line with the commands that the first word asks for: one, or all where it names none. */
export const openProgram = async (surroundings: Surroundings, word = ''): Promise<Command> => {
  const program = new Command('bluehelm')
    .description('Bluehelm: from report, to prevention, to proof. An open platform for peace operations.')
    .version(version)
    .showHelpAfterError('(bluehelm --help lists the commands)')
    .exitOverride()
    .addHelpText(
      'after',
      `
Exit codes: 0 done, 1 failed, 2 the command was not understood, 3 done but some rows were refused, 130 stopped.
Data: --data FOLDER or $BLUEHELM_DATA for the embedded database, DATABASE_URL for a PostgreSQL server.`,
    );
  const wanted = Object.hasOwn(commands, word) ? [word] : word === '--version' ? [] : Object.keys(commands);
  for (const name of wanted) (await commands[name]!())(program, surroundings);
  return program;
};
