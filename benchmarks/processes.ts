import { type ChildProcess, execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const runFile = promisify(execFile);

export const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where a program is, or undefined where it is not installed. */
export const whereIs = async (program: string): Promise<string | undefined> =>
  runFile('which', [program]).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );

export interface ProcessRun {
  /** from the start of the process to its end */
  readonly seconds: number;
  /** the most that the largest of the process and those it started held at once; 0 where /proc is missing */
  readonly peakMegabytes: number;
  /** the same of all of them, added */
  readonly peakOfAllMegabytes: number;
  readonly stdout: string;
}

/** Runs a whole process. @throws Error with the end of what it said where it fails */
export const wholeProcess = async (
  program: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<ProcessRun> => {
  const started = performance.now();
  const child = spawn(program, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const peaks = new Map<number, number>();
  const watch = setInterval(() => void notePeaks(child.pid!, peaks), 100);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(watch);
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${(stderr || stdout).slice(-1000)}`);
  const held = [...peaks.values()];
  return {
    seconds,
    peakMegabytes: Math.max(0, ...held),
    peakOfAllMegabytes: held.reduce((sum, one) => sum + one, 0),
    stdout,
  };
};

// the kernel keeps each process's highest mark, so that nothing between two looks is missed but the last moment
const notePeaks = async (pid: number, peaks: Map<number, number>): Promise<void> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const mark = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
  if (mark) peaks.set(pid, (Number(mark) * 1024) / 1e6);
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  for (const child of children.split(' ').filter(Boolean)) await notePeaks(Number(child), peaks);
};

/** A TypeScript program of the benchmark in a process of its own, which answers what it is asked. */
export interface Helper<Asked, Answer> {
  ask(question: Asked): Promise<Answer>;
  end(): Promise<void>;
}

export const startHelper = <Asked extends object, Answer>(script: string): Helper<Asked, Answer> => {
  const child: ChildProcess = fork(here(script), { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const ended = once(child, 'exit');
  return {
    ask: async (question) => {
      child.send(question);
      const answer = await Promise.race([
        once(child, 'message'),
        ended.then(([code]) => {
          throw new Error(`${script} ended with ${code}`);
        }),
      ]);
      return (answer as [Answer])[0];
    },
    end: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
};

/** The other side of {@link startHelper}: answers one question after the other, and cleans up when the asker is done. */
export const answering = <Asked, Answer>(
  answer: (question: Asked) => Promise<Answer>,
  end: () => Promise<void> = async () => undefined,
): void => {
  process.on('message', (question: Asked) => {
    answer(question).then(
      (given) => process.send!(given as object),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.on('disconnect', () => {
    end().then(() => process.exit(0));
  });
};
