import { join } from 'node:path';
import { type ImportJobs, importJob, sourceRoutes, sweepLost } from '../1-collect/sources/index.ts';
import { exerciseName, exerciseTitle, loadExercise } from '../6-learn/exercises/index.ts';
import { ensureMission, grant, installationGrant, listMissions } from '../foundation/access/index.ts';
import { type App, openServer } from '../foundation/http/index.ts';
import { type Jobs, openJobs } from '../foundation/jobs/index.ts';
import { type House, machineSession } from './house.ts';
import { demandFree, listen } from './listen.ts';
import { roomRoutes } from './rooms.ts';
import { version } from './version.ts';
import { buildWeb } from './web/build.ts';

export interface Serving {
  readonly port: number;
  /** a sign-in link that works once */
  readonly url: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** 0: any free port */
  readonly port: number;
  readonly host?: string;
  /** names under which browsers reach the server through a proxy */
  readonly hosts?: readonly string[];
  readonly onStep?: (step: string) => void;
  /** incidents of the exercise that a first start makes */
  readonly exerciseSize?: number;
  /** ends the start between two steps */
  readonly signal?: AbortSignal;
}

/** Seconds without a sign of life after which another process's import counts as lost at a start. */
const lostAtStartSeconds = 10;
const sweepEveryMs = 30_000;

/** Starts everything a mission needs on the open house: exercise, jobs, web app, API. */
export const serve = async (house: House, options: ServeOptions): Promise<Serving> => {
  const step = options.onStep ?? (() => undefined);
  const host = options.host ?? '127.0.0.1';
  // said before minutes of work, not after
  await demandFree(options.port, host);
  step('building the web app');
  const { outDir } = await buildWeb({ outDir: join(house.place.dataFolder, 'web') });
  await seedExercise(house, options, step);
  options.signal?.throwIfAborted();
  await sweepAll(house, lostAtStartSeconds);
  const jobs = await openJobs(house.db, { import: importJob(house) }, (message) =>
    process.stderr.write(`bluehelm: job: ${message}\n`),
  );
  const app = await openApp(house, jobs, outDir, options.hosts ?? []).catch(async (error) => {
    await jobs.close();
    throw error;
  });
  // imports of command lines that were killed while the server runs
  const sweeping = setInterval(() => sweepAll(house).catch(() => undefined), sweepEveryMs);
  const close = async () => {
    clearInterval(sweeping);
    await app.close();
    await jobs.close();
  };
  const port = await listen(app, options.port, host).catch(async (error) => {
    await close();
    throw error;
  });
  const { secret } = await grant(house.db, 'sign-in', installationGrant());
  return {
    port,
    url: `http://127.0.0.1:${port}/sign-in?token=${secret}`,
    close,
  };
};

const sweepAll = async (house: House, afterSeconds?: number): Promise<void> => {
  for (const mission of await listMissions(house.db))
    await sweepLost(house, machineSession(house, mission), afterSeconds);
};

const openApp = (
  house: House,
  jobs: Jobs<ImportJobs>,
  webFolder: string,
  hosts: readonly string[],
): Promise<App> =>
  openServer(
    {
      ...house,
      version,
      engine: { kind: house.engine.kind, version: house.engine.version },
      webFolder,
      hosts,
      // names are only given where a proxy stands in front
      trustProxy: hosts.length > 0,
      log: { level: 'error', stream: process.stderr },
    },
    [
      sourceRoutes({ importers: house.importers, jobs, uploads: join(house.place.dataFolder, 'uploads') }),
      ...roomRoutes,
    ],
  );

const seedExercise = async (
  house: House,
  { exerciseSize, signal }: ServeOptions,
  step: (text: string) => void,
): Promise<void> => {
  const { mission } = await ensureMission(house.db, {
    name: exerciseName,
    title: exerciseTitle,
    simulated: true,
  });
  step('making the exercise mission');
  const size = exerciseSize === undefined ? {} : { incidents: exerciseSize };
  // what is written stays, and the next start completes it
  await loadExercise(house, machineSession(house, mission), size, () => signal?.throwIfAborted());
};
