import { CommanderError } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { openProgram } from './program.ts';
import { report } from './report.ts';
import { endSignal } from './surroundings.ts';

// a reader that has seen enough (head) closes the pipe; that is no failure
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const program = await openProgram({ signal: endSignal() }, process.argv[2]);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  else process.exitCode = report(error, process.argv.includes('--json'));
}
