import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll } from 'vitest';

/** The program as users start it. */
export const launcher = fileURLToPath(new URL('../../bin/bluehelm.mjs', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const webCache = join(root, 'node_modules/.cache/bluehelm-test-web');

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** what is typed into it; nothing where missing */
  readonly input?: string;
}

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningServer {
  /** the one-time sign-in link */
  readonly url: string;
  readonly origin: string;
  readonly port: number;
  readonly dataFolder: string;
  readonly pid: number;
  /** both of its streams so far */
  readonly output: () => string;
  /** Ctrl-C, then waits for its end */
  stop(): Promise<Ran>;
  /** SIGKILL to the starter alone, or to every process it started but the database; waits for the starter's end */
  kill(whole?: boolean): Promise<Ran>;
}

const left = new Set<ChildProcess>();
// a test run that is cut off leaves nothing behind: the launcher's end is the server's
process.on('exit', () => {
  for (const child of left) child.kill('SIGKILL');
});

// what a developer or the test runner has set must not decide what is tested
const surroundings = (): NodeJS.ProcessEnv => {
  const { DATABASE_URL: _, BLUEHELM_DATA: __, NODE_ENV: ___, ...env } = process.env;
  return env;
};

/** Starts `bluehelm …` in a process group of its own. */
export const spawnBluehelm = (args: readonly string[], options: RunOptions = {}) => {
  const env: NodeJS.ProcessEnv = { ...surroundings(), ...options.env };
  const child = spawn('node', [launcher, ...args], {
    cwd: options.cwd ?? tmpdir(),
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  left.add(child);
  child.stdin.on('error', () => undefined).end(options.input ?? '');
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text;
  });
  const ended: Promise<Ran> = once(child, 'close').then(([code, signal]) => {
    left.delete(child);
    return { code, signal, ...said };
  });
  return { child, said, ended };
};

/** Runs a command to its end. */
export const runBluehelm = (args: readonly string[], options?: RunOptions): Promise<Ran> =>
  spawnBluehelm(args, options).ended;

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders.splice(0))
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

/** A folder that is removed after the calling file's tests. */
export const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'bluehelm-test-'));
  folders.push(folder);
  return folder;
};

/** Puts a built web app into a data folder, so that only the first of many starts pays for building it. */
export const withWeb = async (dataFolder: string): Promise<void> => {
  // in a process of its own: the test runner's settings would make it a development build
  const build = `import { buildWeb } from './src/main/web/build.ts'; await buildWeb({ outDir: process.argv[1] });`;
  const words = ['--input-type=module', '-e', build, webCache];
  await promisify(execFile)(process.execPath, words, { cwd: root, env: surroundings() });
  await cp(webCache, join(dataFolder, 'web'), { recursive: true });
};

export interface ServerOptions extends RunOptions {
  /** a new one, removed after the tests, where missing */
  readonly dataFolder?: string;
  /** further words for `bluehelm start`; `--exercise-size 600` stands unless another is given */
  readonly args?: readonly string[];
}

/** Starts the server as the README says and waits until it says that it is ready. Not stopped by itself: call `stop`. */
export const startServer = async (options: ServerOptions = {}): Promise<RunningServer> => {
  const dataFolder = options.dataFolder ?? (await temporaryFolder());
  await withWeb(dataFolder);
  const args = ['start', '--port', '0', '--no-open', '--exercise-size', '600', ...(options.args ?? [])];
  const { child, said, ended } = spawnBluehelm([...args, '--data', dataFolder], options);
  const readyLine = /^ready (http:\/\/127\.0\.0\.1:(\d+)\/\S*)$/m;
  const ready = new Promise<RegExpExecArray>((resolve) => {
    child.stdout.on('data', () => {
      const found = readyLine.exec(said.stdout);
      if (found) resolve(found);
    });
  });
  const first = await Promise.race([ready, ended]);
  if (!Array.isArray(first))
    throw new Error(`bluehelm start ended with ${(first as Ran).code}:\n${said.stdout}${said.stderr}`);
  const [, url, port] = first as RegExpExecArray;
  return {
    url: url!,
    origin: `http://127.0.0.1:${port}`,
    port: Number(port),
    dataFolder,
    pid: child.pid!,
    output: () => `${said.stdout}${said.stderr}`,
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
    kill: (whole = false) => {
      if (whole) process.kill(-child.pid!, 'SIGKILL');
      else child.kill('SIGKILL');
      return ended;
    },
  };
};
