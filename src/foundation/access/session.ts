import { type Clearance, type Id, type Marking, mayRead, Problem } from '@bluehelm/kernel';
import type { Client, Database } from '../database/index.ts';
import { transaction } from '../database/index.ts';
import { accessProblems } from './problems.ts';
import { type Right, type Role, roles } from './roles.ts';

export interface Mission {
  readonly id: Id;
  readonly name: string;
  readonly title: string;
  readonly simulated: boolean;
}

/** Who acts, in which mission, with what role and clearance. Made once by a credential, then carried by every call. */
export interface Session {
  readonly mission: Mission;
  /** as it stands in the audit trail: `token:import-script`, `administrator` */
  readonly actor: string;
  readonly role: Role;
  readonly clearance: Clearance;
  /** the numbers of the markings this session may read, as a bit set */
  readonly bits: Uint8Array;
}

export const may = (session: Session, right: Right): boolean =>
  (roles[session.role] as readonly Right[]).includes(right);

/** @throws Problem RIGHT_MISSING */
export const demand = (session: Session, right: Right): void => {
  if (!may(session, right))
    throw new Problem(
      accessProblems.rightMissing,
      `The role "${session.role}" does not have the right "${right}".`,
      { mend: 'Ask the mission’s administrator for a role that has it.' },
    );
};

export const sees = (session: Session, marked: Marking): boolean => mayRead(session.clearance, marked);

const settings = (session: Session, write: boolean): string =>
  [
    `set local bluehelm.mission = '${session.mission.id}'`,
    `set local bluehelm.bits = '\\x${Buffer.from(session.bits).toString('hex')}'`,
    `set local bluehelm.write = '${write ? 'on' : 'off'}'`,
    `set local bluehelm.audit = '${may(session, 'audit') ? 'on' : 'off'}'`,
  ].join(';');

/** Binds the running transaction to a session: from here row security shows what this session may see. */
export const bind = async (client: Client, session: Session, write = false): Promise<void> => {
  await client.query(settings(session, write));
};

/** Runs `work` on the application role's connection, seeing what the session may see and writing nothing. */
export const reading = <T>(
  db: Database,
  session: Session,
  work: (client: Client) => Promise<T>,
): Promise<T> => transaction(db.app, work, settings(session, false));
