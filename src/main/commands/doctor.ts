import { access, constants, statfs } from 'node:fs/promises';
import type { Command } from 'commander';
import { listMissions } from '../../foundation/access/index.ts';
import { verifyChain } from '../../foundation/audit/index.ts';
import { type CommonOptions, common } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { openHouse, placeOf } from '../house.ts';
import { print, report } from '../report.ts';
import type { Surroundings } from '../surroundings.ts';
import { version } from '../version.ts';

interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly found: string;
}

const gigabyte = 1024 ** 3;

export const doctorCommand = (program: Command, _: Surroundings): void => {
  common(program.command('doctor'))
    .description('look at this installation: runtime, disk, database, missions, audit chains')
    .action(async (options: CommonOptions) => {
      const findings = await examine(options);
      const ok = findings.every((one) => one.ok);
      if (options.json) print(JSON.stringify({ ok, findings }));
      else for (const one of findings) print(`${one.ok ? 'ok  ' : 'BAD '} ${one.check}: ${one.found}`);
      if (!ok) process.exitCode = exitCodes.failed;
    });
};

const examine = async (options: CommonOptions): Promise<Finding[]> => {
  const place = placeOf(options.data);
  const findings: Finding[] = [
    { check: 'bluehelm', ok: true, found: version },
    { check: 'node', ok: true, found: `${process.versions.node} on ${process.platform}-${process.arch}` },
  ];
  try {
    const house = await openHouse(place);
    try {
      findings.push({
        check: 'database',
        ok: true,
        found: `${house.engine.kind === 'embedded' ? 'embedded' : 'server'} PostgreSQL ${house.engine.version}`,
      });
      if (house.engine.kind === 'embedded') findings.push(await disk(place.dataFolder));
      findings.push(await rowSecurity(house.db.app));
      for (const mission of await listMissions(house.db)) {
        const verdict = await verifyChain(house.db, mission.id);
        const { rows } = await house.db.owner.query<{ count: number }>(
          'select count(*) from bluehelm.record where mission = $1',
          [mission.id],
        );
        findings.push({
          check: `mission ${mission.name}`,
          ok: verdict.intact,
          found: `${rows[0]!.count} records, audit chain of ${verdict.entries} entries ${
            verdict.intact ? 'intact' : `BROKEN at ${verdict.fault!.seq}: ${verdict.fault!.reason}`
          }`,
        });
      }
    } finally {
      await house.close();
    }
  } catch (error) {
    if (!options.json) report(error, false);
    findings.push({ check: 'database', ok: false, found: (error as Error).message });
  }
  return findings;
};

const disk = async (folder: string): Promise<Finding> => {
  await access(folder, constants.W_OK);
  const { bavail, bsize } = await statfs(folder);
  const free = (bavail * bsize) / gigabyte;
  return { check: 'disk', ok: free > 1, found: `${folder} has ${free.toFixed(1)} GB free` };
};

const rowSecurity = async (app: {
  query(text: string): Promise<{ rows: { count: number }[] }>;
}): Promise<Finding> => {
  const { rows } = await app.query('select count(*) from bluehelm.record');
  const seen = Number(rows[0]!.count);
  return {
    check: 'row security',
    ok: seen === 0,
    found:
      seen === 0
        ? 'the application sees nothing outside a session'
        : `${seen} records are visible to everyone`,
  };
};
