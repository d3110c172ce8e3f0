import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runFile, whereIs } from '../processes.ts';

/** Runs statements by pgbench, each script chosen at random. @returns undefined where pgbench is not installed */
export const pgbench = async (folder: string, statements: readonly string[]) => {
  const program = await whereIs('pgbench');
  if (!program) return undefined;
  const scripts = join(folder, 'pgbench');
  await mkdir(scripts);
  const files = await Promise.all(
    statements.map(async (sql, i) => {
      const file = join(scripts, `${i}.sql`);
      await writeFile(file, `${sql};\n`);
      return file;
    }),
  );
  return {
    /** transactions per second; statements are parsed and planned each time, as our driver's are */
    rate: async (url: string, clients: number, seconds: number): Promise<number> => {
      const args = ['-n', '-M', 'extended', '-c', `${clients}`, '-j', '1', '-T', `${seconds}`];
      const { stdout } = await runFile(program, [...args, ...files.flatMap((file) => ['-f', file]), url]);
      return Number(/tps = ([\d.]+)/.exec(stdout)![1]);
    },
    close: () => rm(scripts, { recursive: true }),
  };
};
