import { Command, CommanderError } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { report } from './report.ts';
import { endSignal, type Surroundings } from './surroundings.ts';
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
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
};

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

// a reader that has seen enough (head) closes the pipe; that is no failure
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const surroundings: Surroundings = { signal: endSignal() };
const [word = ''] = process.argv.slice(2);
const wanted = Object.hasOwn(commands, word) ? [word] : word === '--version' ? [] : Object.keys(commands);
for (const name of wanted) (await commands[name]!())(program, surroundings);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  else process.exitCode = report(error, process.argv.includes('--json'));
}
