import { Command, CommanderError } from 'commander';
import { report } from './command.ts';
import { auditCommand } from './commands/audit.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exportCommand } from './commands/export.ts';
import { importCommand } from './commands/import.ts';
import { startCommand } from './commands/start.ts';
import { tokenCommand } from './commands/token.ts';
import { exitCodes } from './exit-codes.ts';
import { endSignal } from './surroundings.ts';
import { version } from './version.ts';

const commands = [startCommand, importCommand, exportCommand, tokenCommand, auditCommand, doctorCommand];

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

const surroundings = { signal: endSignal() };
for (const add of commands) add(program, surroundings);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  else process.exitCode = report(error, process.argv.includes('--json'));
}
