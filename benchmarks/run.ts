import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { openHouse } from '../src/main/house.ts';
import type { Bench, GrowthRow, Line, Result } from './line.ts';
import { fill } from './lines/fill.ts';
import { firstMap } from './lines/first-map.ts';
import { growth } from './lines/growth.ts';
import { hotspots } from './lines/hotspots.ts';
import { importGed } from './lines/import-ged.ts';
import { list } from './lines/list.ts';
import { liveLine } from './lines/live.ts';
import { pictureLine } from './lines/picture.ts';
import { methodLines } from './methods/index.ts';
import { loadMission, type SizedMission } from './missions.ts';
import { inShort, type Report } from './report.ts';

/** All lines, in the order in which they run: growth makes the missions that the others read. */
export const lines: readonly Line[] = [
  importGed,
  growth,
  pictureLine,
  fill,
  hotspots,
  list,
  liveLine,
  firstMap,
  ...methodLines,
];

export interface RunOptions {
  readonly small?: boolean;
  readonly installPeers?: boolean;
  /** names of lines; all where missing */
  readonly only?: readonly string[];
  /** a PostgreSQL server's superuser, in place of the embedded engine */
  readonly url?: string;
  readonly log?: (text: string) => void;
}

/** Runs the benchmark on a database of its own. @throws Error for an unknown line, or where both sides disagree */
export const runBench = async (options: RunOptions = {}): Promise<Report> => {
  const log = options.log ?? (() => undefined);
  const unknown = options.only?.find((name) => lines.every((line) => line.name !== name));
  if (unknown !== undefined)
    throw new Error(
      `"${unknown}" is no line; one of ${lines.map((line) => line.name).join(', ')} was expected.`,
    );
  const started = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'bluehelm-bench-'));
  const house = await openHouse({ dataFolder: join(folder, 'data'), url: options.url });
  const missions = new Map<number, Promise<SizedMission>>();
  const bench: Bench = {
    small: options.small ?? false,
    installPeers: options.installPeers ?? false,
    folder,
    house,
    log,
    mission: (incidents) => {
      const known = missions.get(incidents) ?? loadMission(house, incidents, log);
      missions.set(incidents, known);
      return known;
    },
  };
  const results: Result[] = [];
  let grown: readonly GrowthRow[] = [];
  try {
    for (const line of lines.filter(({ name }) => options.only?.includes(name) ?? true)) {
      log(`── ${line.name}`);
      const outcome = await line.run(bench);
      results.push(...outcome.results);
      for (const result of outcome.results) log(inShort(result));
      grown = outcome.growth ?? grown;
    }
    return {
      date: new Date().toISOString().slice(0, 10),
      small: bench.small,
      machine: {
        processor: cpus()[0]?.model.trim() ?? 'unknown',
        cores: cpus().length,
        memoryGigabytes: Math.round(totalmem() / 2 ** 30),
        system: `${type()} ${release()}`,
      },
      versions: { Node: process.versions.node, PostgreSQL: house.engine.version },
      minutes: (performance.now() - started) / 60_000,
      results,
      growth: grown,
    };
  } finally {
    await house.close();
    await rm(folder, { recursive: true, force: true });
  }
};
