import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** One run of one side as a whole process. */
export interface ProcessRun {
  /** from the start of the process to its end */
  readonly seconds: number;
  /** Σ|z|, which both sides must agree on */
  readonly checksum: number;
}

export interface GetisOrdLine {
  readonly side: number;
  /** the median of 2 · runs, each a process of its own, with node's compile cache warm as in a running installation */
  readonly ours: ProcessRun;
  /** the same with an empty compile cache: TypeScript is stripped and compiled anew */
  readonly oursCold: ProcessRun;
  /** R's spdep; undefined where Rscript or spdep is not installed */
  readonly peer: ProcessRun | undefined;
  /** ours / peer */
  readonly ratio: number | undefined;
}

/**
 * Gi* of a side × side queen grid, weights included, against R spdep `localG`, each as a whole process.
 * @throws Error when the two sides disagree on the result
 */
export const getisOrdLine = async (side = 300, runs = 5): Promise<GetisOrdLine> => {
  const cache = await mkdtemp(join(tmpdir(), 'bluehelm-bench-'));
  try {
    const node = () =>
      timed(process.execPath, [here('../ours/getis-ord.ts'), `${side}`], { NODE_COMPILE_CACHE: cache });
    const oursCold = await node();
    // half before and half after the peer's minute, so that a load that comes or goes meets both sides
    const warm: ProcessRun[] = [];
    for (let k = 0; k < runs; k++) warm.push(await node());
    const peer = await timed('Rscript', [here('../peers/localg.R'), `${side}`]).catch(() => undefined);
    for (let k = 0; k < runs; k++) warm.push(await node());
    const ours = warm.sort((a, b) => a.seconds - b.seconds)[runs]!;
    if (peer && Math.abs(peer.checksum - ours.checksum) > 1e-5 * side * side)
      throw new Error(`Gi* differs: Σ|z| is ${ours.checksum} here and ${peer.checksum} in spdep.`);
    return { side, ours, oursCold, peer, ratio: peer && ours.seconds / peer.seconds };
  } finally {
    await rm(cache, { recursive: true });
  }
};

const timed = async (
  program: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<ProcessRun> => {
  const started = performance.now();
  const { stdout } = await run(program, args, { env: { ...process.env, ...environment } });
  const seconds = (performance.now() - started) / 1000;
  return { seconds, checksum: Number(/checksum=(\S+)/.exec(stdout)?.[1]) };
};
