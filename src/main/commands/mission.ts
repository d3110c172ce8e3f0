import type { Command } from 'commander';
import { listMissions, type Mission } from '../../foundation/access/index.ts';
import { type CommonOptions, common, withHouse } from '../command.ts';
import type { House } from '../house.ts';
import { print } from '../report.ts';
import type { Surroundings } from '../surroundings.ts';

export const missionCommand = (program: Command, _: Surroundings): void => {
  const mission = program.command('mission').description('the missions of this installation');
  common(mission.command('list'))
    .description('all missions, with how many records of each kind they hold')
    .action((options: CommonOptions) =>
      withHouse(options, async (house) => {
        const missions = [];
        for (const one of await listMissions(house.db)) missions.push(await described(house, one));
        if (options.json) print(JSON.stringify(missions));
        else if (missions.length === 0)
          print('no mission yet: "bluehelm start" makes the exercise, "bluehelm import" any other');
        else for (const one of missions) print(line(one));
      }),
    );
};

interface Described extends Mission {
  /** records by kind */
  readonly records: Readonly<Record<string, number>>;
}

const described = async (house: House, mission: Mission): Promise<Described> => {
  const { rows } = await house.db.owner.query<{ kind: string; count: number }>(
    'select kind, count(*) as count from bluehelm.record where mission = $1 group by kind order by kind',
    [mission.id],
  );
  return { ...mission, records: Object.fromEntries(rows.map(({ kind, count }) => [kind, count])) };
};

const line = ({ name, title, simulated, records }: Described): string => {
  const counts = Object.entries(records).map(([kind, count]) => `${kind} ${count}`);
  return `${name}${title === name ? '' : ` (${title})`}${simulated ? ' [simulated]' : ''}: ${counts.join(', ') || 'empty'}`;
};
