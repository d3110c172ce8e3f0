import type { Command } from 'commander';
import { findMission, listMissions } from '../../foundation/access/index.ts';
import { verifyChain } from '../../foundation/audit/index.ts';
import { type CommonOptions, common, withHouse } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { print } from '../report.ts';
import type { Surroundings } from '../surroundings.ts';

export const auditCommand = (program: Command, _: Surroundings): void => {
  const audit = program.command('audit').description('the trail of everything that was done');
  common(audit.command('verify'))
    .description('walk the hash chain of one or all missions; exit code 1 where it is broken')
    .option('--mission <name>', 'only this mission')
    .action((options: CommonOptions & { mission?: string }) =>
      withHouse(options, async (house) => {
        const missions = options.mission
          ? [await findMission(house.db, options.mission)]
          : await listMissions(house.db);
        const verdicts = [];
        for (const mission of missions)
          verdicts.push({ mission: mission.name, ...(await verifyChain(house.db, mission.id)) });
        if (options.json) print(JSON.stringify(verdicts));
        else
          for (const one of verdicts)
            print(
              one.intact
                ? `${one.mission}: intact, ${one.entries} entries, head ${one.head}`
                : `${one.mission}: BROKEN at entry ${one.fault!.seq}: ${one.fault!.reason}`,
            );
        if (verdicts.some((one) => !one.intact)) process.exitCode = exitCodes.failed;
      }),
    );
};
