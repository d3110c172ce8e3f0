import { writeFile } from 'node:fs/promises';
import { Problem } from '@bluehelm/kernel';
import type { Command } from 'commander';
import { type HotspotParameters, keepSurface, recordText } from '../../2-understand/hotspots/index.ts';
import { findMission } from '../../foundation/access/index.ts';
import type { MissionRecord } from '../../foundation/records/index.ts';
import { type CommonOptions, common, withHouse } from '../command.ts';
import { type House, machineSession } from '../house.ts';
import { oneOf, wholeNumber } from '../options.ts';
import { mainProblems } from '../problems.ts';
import { print } from '../report.ts';
import type { Surroundings } from '../surroundings.ts';

interface HotspotOptions extends CommonOptions {
  readonly mission: string;
  readonly resolution?: string;
  readonly from?: string;
  readonly to?: string;
  readonly category?: string;
  readonly least?: string;
  readonly measure?: string;
  readonly coarse?: string;
  readonly inference?: string;
  readonly permutations?: string;
  readonly seed?: string;
  readonly out?: string;
}

export const hotspotsCommand = (program: Command, _: Surroundings): void => {
  common(program.command('hotspots'))
    .description('find hexagons hotter or colder than chance (Gi*), kept as a record')
    .requiredOption('--mission <name>', 'the mission')
    .option('--resolution <h3>', 'H3 resolution, 0 to 12; chosen by the data when absent')
    .option('--from <date>', 'first day')
    .option('--to <date>', 'last day')
    .option('--category <names>', 'categories, separated by commas')
    .option('--least <n>', 'least number of deaths')
    .option('--measure <measure>', 'count, or rate: a year and 100 000 inhabitants')
    .option('--coarse <how>', 'incidents known less precisely than a hexagon: leave-out or spread')
    .option('--inference <how>', 'where p comes from: permutation or analytic')
    .option('--permutations <n>', 'permutations; as many as the hexagons need when absent')
    .option('--seed <n>', 'seed of the permutations, with --permutations; 1 when absent')
    .option('--out <file>', 'write the hexagons as GeoJSON')
    .addHelpText(
      'after',
      `
Without --out, --json prints the GeoJSON; with it, the record's identifier and summary.
Each hexagon has cell, count, z, p, q and class. docs/guide/hotspots.md says how to read them.`,
    )
    .action((options: HotspotOptions) => withHouse(options, (house) => findHotspots(house, options)));
};

const findHotspots = async (house: House, options: HotspotOptions): Promise<void> => {
  const parameters = asked(options);
  const session = machineSession(house, await findMission(house.db, options.mission));
  const record = await keepSurface(house, session, parameters);
  const { summary } = record.body as { summary: { reading: string } };
  if (options.out) await writeFile(options.out, await recordText(record));
  if (options.json)
    process.stdout.write(
      options.out
        ? `${JSON.stringify({ id: record.id, file: options.out, summary })}\n`
        : await recordText(record),
    );
  else {
    print(summary.reading);
    for (const line of hottest(record)) print(line);
    print(`kept as record ${record.id}${options.out ? `; hexagons written to ${options.out}` : ''}`);
  }
};

/** Least and most of what each option takes. */
const bounds = {
  resolution: [0, 12],
  least: [0, 10_000_000],
  permutations: [99, 499_999],
  seed: [0, 2_147_483_647],
} as const;

const asked = (options: HotspotOptions): HotspotParameters => {
  const { from, to, category } = options;
  const number = (name: keyof typeof bounds) => {
    const text = options[name];
    const [least, most] = bounds[name];
    return text === undefined ? undefined : wholeNumber(`--${name}`, text, least, most);
  };
  const choice = <Value extends string>(
    name: 'measure' | 'coarse' | 'inference',
    known: readonly Value[],
  ) => {
    const text = options[name];
    return text === undefined ? undefined : oneOf(`--${name}`, text, known);
  };
  const [resolution, least, permutations] = [number('resolution'), number('least'), number('permutations')];
  const measure = choice('measure', ['count', 'rate']);
  const coarse = choice('coarse', ['leave-out', 'spread']);
  const inference = choice('inference', ['permutation', 'analytic']);
  if (options.seed !== undefined && permutations === undefined)
    throw new Problem(
      mainProblems.refused,
      `--seed ${options.seed} was given without --permutations; how many was expected as well.`,
    );
  return {
    ...(resolution === undefined ? {} : { resolution }),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(category ? { categories: category.split(',') } : {}),
    ...(least === undefined ? {} : { least }),
    ...(measure ? { measure } : {}),
    ...(coarse ? { coarse } : {}),
    ...(inference === 'analytic'
      ? { inference }
      : permutations === undefined
        ? {}
        : { inference: { permutations, seed: number('seed') ?? 1 } }),
  };
};

/** The ten hottest hexagons whose q is at most 0.05. */
const hottest = ({ body }: MissionRecord): string[] => {
  const { cells, counts, z, q } = body as unknown as {
    cells: string[];
    counts: number[];
    z: (number | null)[];
    q: (number | null)[];
  };
  return cells
    .map((cell, at) => ({ cell, count: counts[at]!, z: z[at] ?? 0, q: q[at] ?? 1 }))
    .filter((one) => one.z > 0 && one.q <= 0.05)
    .sort((a, b) => b.z - a.z)
    .slice(0, 10)
    .map(
      ({ cell, count, z, q }) => `  ${cell}  ${count} incidents  z ${z.toFixed(2)}  q ${q.toPrecision(2)}`,
    );
};
