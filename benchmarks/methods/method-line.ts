import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench, Line, Result } from '../line.ts';
import { here, runFile, whereIs, wholeProcess } from '../processes.ts';
import { alternate, median } from '../rounds.ts';

/** A program that does the same work as ours. */
export interface Peer {
  /** as the table names it: `R spatstat density.ppp` */
  readonly name: string;
  readonly program: 'Rscript' | 'python3' | 'node';
  /** file in benchmarks/methods/peers */
  readonly script: string;
  /** R packages or Python modules it loads; none for node, whose peers come with npm */
  readonly needs: readonly string[];
  /** the Debian packages that bring them; none for node */
  readonly debian: string;
}

/**
 * One method beside its peer. Both programs are called as `PROGRAM FOLDER ARGUMENTS…`, read the same files that
 * `prepare` wrote, and print one line of JSON: `{"seconds": inside the call, "check": [numbers]}`.
 */
export interface MethodLine {
  readonly name: string;
  readonly what: string;
  readonly size: { readonly full: readonly string[]; readonly small: readonly string[] };
  /** how the size is said, from the arguments */
  readonly label: (args: readonly string[]) => string;
  readonly prepare?: (folder: string, args: readonly string[]) => Promise<void>;
  /** file in benchmarks/methods/ours */
  readonly ours: string;
  /** undefined where the peer is in no Debian package: then only our time is told */
  readonly peer?: Peer;
  /** what to say of a peer that cannot be installed here */
  readonly elsewhere?: string;
  /** seconds inside the call, or of the whole process */
  readonly counted: 'call' | 'process';
  /** ours / peer that must be met; without a peer to run, seconds that must be met, or none */
  readonly goal?: number;
  readonly rounds?: number;
  /** how far the numbers of `check` may differ, relative to the larger of 1 and the peer's */
  readonly tolerance?: number;
  readonly note?: string;
}

interface Ran {
  readonly call: number;
  readonly process: number;
  readonly megabytes: number;
  readonly check: readonly number[];
}

const scriptRun = async (
  program: string,
  args: readonly string[],
  environment?: Record<string, string>,
): Promise<Ran> => {
  const { seconds, peakMegabytes, stdout } = await wholeProcess(program, args, environment);
  const said = JSON.parse(stdout.trim().split('\n').at(-1)!) as { seconds: number; check?: number[] };
  return { call: said.seconds, process: seconds, megabytes: peakMegabytes, check: said.check ?? [] };
};

export const methodLine = (line: MethodLine): Line => ({
  name: line.name,
  run: async (bench) => {
    const args = bench.small ? line.size.small : line.size.full;
    const folder = join(bench.folder, line.name);
    await mkdir(folder, { recursive: true });
    await line.prepare?.(folder, args);
    const peer = line.peer && (await present(line.peer, bench)) ? line.peer : undefined;
    // types are stripped and code compiled once, as those of the peers' packages were when they were installed
    const compiled = { NODE_COMPILE_CACHE: join(bench.folder, 'compiled') };
    const taken: Ran[] = [];
    const counted = (ran: Ran): number => (line.counted === 'call' ? ran.call : ran.process);
    const compared = await alternate(
      bench.small ? 1 : (line.rounds ?? 3),
      async () => {
        const ran = await scriptRun(
          process.execPath,
          [here(`./methods/ours/${line.ours}`), folder, ...args],
          compiled,
        );
        taken.push(ran);
        return counted(ran);
      },
      peer &&
        (async () => {
          const script = here(`./methods/peers/${peer.script}`);
          const ran = await scriptRun(await programOf(peer), [script, folder, ...args]);
          agree(line, taken.at(-1)!.check, ran.check);
          return counted(ran);
        }),
    );
    return { results: [resultOf(line, args, taken, compared)] };
  },
});

const resultOf = (
  line: MethodLine,
  args: readonly string[],
  taken: readonly Ran[],
  { ours, peer, ratio }: { ours: number; peer: number | undefined; ratio: number | undefined },
): Result => ({
  line: line.name,
  what: `${line.what}, ${line.counted === 'call' ? 'inside the call' : 'whole process'}`,
  size: line.label(args),
  unit: 's',
  ours,
  ...(peer === undefined ? {} : { peer }),
  ...(ratio === undefined ? {} : { ratio }),
  ...(ratio !== undefined && line.goal !== undefined
    ? { met: ratio <= line.goal }
    : line.peer === undefined && line.goal !== undefined
      ? { met: ours <= line.goal }
      : {}),
  peerName: line.peer?.name ?? line.elsewhere ?? '–',
  goal: line.goal === undefined ? '–' : line.peer ? `≤ ${line.goal} ×` : `≤ ${line.goal} s`,
  peakMegabytes: median(taken.map(({ megabytes }) => megabytes)),
  note: [
    line.note,
    line.peer && peer === undefined
      ? `not installed here (Debian ${line.peer.debian}), so not compared`
      : undefined,
    line.peer === undefined && line.elsewhere ? 'in no Debian package, so our time stands alone' : undefined,
  ]
    .filter(Boolean)
    .join('; '),
});

const agree = (line: MethodLine, ours: readonly number[], theirs: readonly number[]): void => {
  if (ours.length !== theirs.length)
    throw new Error(`${line.name}: ours checks ${ours.length} numbers, ${line.peer!.name} ${theirs.length}.`);
  theirs.forEach((value, at) => {
    if (!(Math.abs(ours[at]! - value) <= (line.tolerance ?? 1e-6) * Math.max(1, Math.abs(value))))
      throw new Error(
        `${line.name} differs at check ${at}: ${ours[at]} here, ${value} in ${line.peer!.name}.`,
      );
  });
};

/** The program that has what the peer needs: Debian's modules are only in Debian's Python, which another may hide on the path. */
const programOf = async ({ program }: Peer): Promise<string> => {
  if (program === 'node') return process.execPath;
  return program === 'python3' ? ((await whereIs('/usr/bin/python3')) ?? program) : program;
};

/** Whether a peer can run; with --install-peers its Debian packages are installed first. */
const present = async (peer: Peer, bench: Bench): Promise<boolean> => {
  if (peer.program === 'node') return true;
  const works = async (): Promise<boolean> =>
    (await whereIs(peer.program)) !== undefined &&
    runFile(
      await programOf(peer),
      peer.program === 'Rscript'
        ? ['-e', peer.needs.map((name) => `library(${name})`).join(';') || '1']
        : ['-c', peer.needs.map((name) => `import ${name}`).join('\n')],
    ).then(
      () => true,
      () => false,
    );
  if (await works()) return true;
  if (!bench.installPeers) return false;
  bench.log(`installing ${peer.debian}`);
  await runFile('apt-get', ['install', '-y', '--no-install-recommends', ...peer.debian.split(' ')]).catch(
    (error: Error) => bench.log(`not installed: ${error.message.slice(0, 200)}`),
  );
  return works();
};
