import { type Id, id, newId, Problem } from '@bluehelm/kernel';
import type { Database } from '../database/index.ts';
import { transaction } from '../database/index.ts';
import { accessProblems } from './problems.ts';
import type { Mission } from './session.ts';

const pattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** @throws Problem MISSION_NAME_REFUSED */
export const missionName = (text: string): string => {
  if (pattern.test(text)) return text;
  throw new Problem(
    accessProblems.missionNameRefused,
    `"${text.slice(0, 80)}" cannot be a mission's name; 1 to 63 lower-case letters, digits and hyphens were expected.`,
  );
};

const asMission = (row: { id: string; name: string; title: string; simulated: boolean }): Mission => ({
  ...row,
  id: id(row.id),
});

export const listMissions = async (db: Database): Promise<Mission[]> => {
  const { rows } = await db.owner.query<{ id: string; name: string; title: string; simulated: boolean }>(
    'select id, name, title, simulated from bluehelm.mission order by created_at, name',
  );
  return rows.map(asMission);
};

/** @throws Problem MISSION_UNKNOWN, naming the missions there are only where `tell` allows it */
export const findMission = async (db: Database, name: string): Promise<Mission> => {
  const missions = await listMissions(db);
  const found = missions.find((mission) => mission.name === name || mission.id === name);
  if (found) return found;
  throw new Problem(accessProblems.missionUnknown, `There is no mission "${name.slice(0, 80)}" here.`, {
    mend: 'Importing a file with --mission creates one.',
  });
};

/** The mission of this name, made where it does not exist. Safe to call from several processes at once. */
export const ensureMission = async (
  db: Database,
  given: { name: string; title?: string; simulated?: boolean },
): Promise<{ mission: Mission; created: boolean }> => {
  const name = missionName(given.name);
  return transaction(db.owner, async (client) => {
    const made: Id = newId();
    const added = await client.query(
      `insert into bluehelm.mission (id, name, title, simulated) values ($1, $2, $3, $4) on conflict (name) do nothing`,
      [made, name, given.title ?? name, given.simulated ?? false],
    );
    if (added.rowCount === 1) await client.query('insert into bluehelm.head (mission) values ($1)', [made]);
    const { rows } = await client.query(
      'select id, name, title, simulated from bluehelm.mission where name = $1',
      [name],
    );
    return { mission: asMission(rows[0]), created: added.rowCount === 1 };
  });
};
