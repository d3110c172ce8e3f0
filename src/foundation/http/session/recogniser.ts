import { type Id, Problem } from '@bluehelm/kernel';
import {
  accessProblems,
  type Credential,
  listMissions,
  type Mission,
  recognise,
} from '../../access/index.ts';
import type { Database } from '../../database/index.ts';

/** Knows callers by their secrets, remembering them for a moment so that a burst of calls asks the database once. */
export interface Recogniser {
  /** @throws Problem CREDENTIAL_REFUSED, the same for unknown, ended and expired ones */
  recognise(secret: string, use: 'session' | 'api'): Promise<Credential>;
  /** the missions a credential reaches */
  missions(credential: Credential): Promise<Mission[]>;
  /** the mission of a call. @throws Problem MISSION_UNKNOWN, also where it exists but is not the credential's */
  mission(credential: Credential, name: string | undefined): Promise<Mission>;
  /** forgets everyone: someone's credential was revoked */
  forget(): void;
}

const rememberMs = 1_500;
const mostRemembered = 10_000;

export const openRecogniser = (db: Database, now: () => number = Date.now): Recogniser => {
  const known = new Map<string, { until: number; credential: Promise<Credential> }>();
  let missions: { until: number; all: Promise<Mission[]> } | undefined;

  const all = () => {
    if (!missions || missions.until < now()) {
      const listed = listMissions(db);
      missions = { until: now() + rememberMs, all: listed };
      listed.catch(() => {
        missions = undefined;
      });
    }
    return missions.all;
  };

  const missionsOf = async (credential: Credential) =>
    (await all()).filter((mission) => reaches(credential, mission.id));

  return {
    recognise: async (secret, use) => {
      const key = `${use} ${secret}`;
      let one = known.get(key);
      if (!one || one.until < now()) {
        if (known.size >= mostRemembered) known.clear();
        const credential = recognise(db, secret, use);
        const asked = { until: now() + rememberMs, credential };
        one = asked;
        known.set(key, asked);
        // a failure is not remembered
        credential.catch(() => {
          if (known.get(key) === asked) known.delete(key);
        });
      }
      const credential = await one.credential;
      if (credential.expiresAt.getTime() > now()) return credential;
      known.delete(key);
      return recognise(db, secret, use);
    },
    missions: missionsOf,
    mission: async (credential, name) => {
      const found = chosen(await missionsOf(credential), name);
      if (found) return found;
      // it may have been made a moment ago
      missions = undefined;
      const made = chosen(await missionsOf(credential), name);
      if (made) return made;
      throw name === undefined ? noMission() : missionUnknown(name);
    },
    forget: () => known.clear(),
  };
};

const reaches = (credential: Credential, mission: Id): boolean =>
  credential.mission === undefined || credential.mission === mission;

const chosen = (mine: readonly Mission[], name: string | undefined): Mission | undefined =>
  name === undefined ? mine[0] : mine.find((mission) => mission.name === name || mission.id === name);

const mend = 'Importing a file with --mission creates one.';

const noMission = () => new Problem(accessProblems.missionUnknown, 'There is no mission here yet.', { mend });

// the same whether it does not exist or is out of the credential's reach
const missionUnknown = (name: string) =>
  new Problem(accessProblems.missionUnknown, `There is no mission "${name.slice(0, 80)}" here.`, { mend });
