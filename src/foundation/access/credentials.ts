import { createHash, randomBytes } from 'node:crypto';
import { type Clearance, type Id, type Level, newId, Problem } from '@bluehelm/kernel';
import type { Database } from '../database/index.ts';
import { accessProblems } from './problems.ts';
import { isRole, type Role, roleNames } from './roles.ts';

export type Use = 'sign-in' | 'session' | 'api';

/** What a credential lets its bearer be. `mission` undefined: every mission of this installation. */
export interface Grant {
  readonly label: string;
  readonly mission: Id | undefined;
  readonly role: Role;
  readonly clearance: Clearance;
}

export interface Credential extends Grant {
  readonly id: Id;
  readonly use: Use;
  readonly expiresAt: Date;
}

/** How long each use lasts unless said otherwise, in hours. */
export const defaultHours: Readonly<Record<Use, number>> = { 'sign-in': 24, session: 12, api: 24 * 90 };

/** What the person at the machine is: the administrator of every mission here. */
export const installationGrant = (organisation = 'mission'): Grant => ({
  label: 'administrator',
  mission: undefined,
  role: 'administrator',
  clearance: { level: 'strictly confidential', compartments: [], organisation },
});

const prefix: Readonly<Record<Use, string>> = { 'sign-in': 'bhl_', session: 'bhs_', api: 'bht_' };

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** @throws Problem ROLE_UNKNOWN */
export const role = (text: string): Role => {
  if (isRole(text)) return text;
  throw new Problem(
    accessProblems.roleUnknown,
    `"${text.slice(0, 60)}" is not a role; one of ${roleNames.join(', ')} was expected.`,
  );
};

/** Makes a credential and returns its secret, which is shown once and kept nowhere. */
export const grant = async (
  db: Database,
  use: Use,
  given: Grant,
  hours: number = defaultHours[use],
): Promise<{ secret: string; credential: Credential }> => {
  const secret = prefix[use] + randomBytes(32).toString('base64url');
  const credential: Credential = {
    ...given,
    id: newId(),
    use,
    expiresAt: new Date(Date.now() + hours * 3_600_000),
  };
  await db.owner.query(
    `insert into bluehelm.credential
       (id, hash, use, label, mission, role, organisation, level, compartments, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      credential.id,
      hashOf(secret),
      use,
      given.label,
      given.mission ?? null,
      given.role,
      given.clearance.organisation,
      given.clearance.level,
      [...given.clearance.compartments],
      credential.expiresAt,
    ],
  );
  return { secret, credential };
};

interface CredentialRow {
  id: Id;
  use: Use;
  label: string;
  mission: Id | null;
  role: Role;
  organisation: string;
  level: Level;
  compartments: string[];
  expires_at: Date;
}

const asCredential = (row: CredentialRow): Credential => ({
  id: row.id,
  use: row.use,
  label: row.label,
  mission: row.mission ?? undefined,
  role: row.role,
  clearance: { level: row.level, compartments: row.compartments, organisation: row.organisation },
  expiresAt: row.expires_at,
});

const fields = 'id, use, label, mission, role, organisation, level, compartments, expires_at';

const refused = (use: Use) =>
  new Problem(
    accessProblems.credentialRefused,
    use === 'sign-in'
      ? 'This sign-in link is unknown, was used already or has expired.'
      : use === 'api'
        ? 'This token is unknown, revoked or has expired.'
        : 'This session is unknown, was ended or has expired.',
    {
      mend:
        use === 'api'
          ? 'Make a new one with: bluehelm token create --mission NAME --role ROLE'
          : 'Make a new sign-in link with: bluehelm token sign-in',
    },
  );

/** The use a secret says it is for; what says nothing is taken for a token. */
const useOf = (secret: string): 'session' | 'api' => (secret.startsWith(prefix.session) ? 'session' : 'api');

/**
 * The credential of a secret.
 * @param use what it was presented as: a session's secret is no token, nor a token a session
 * @throws Problem CREDENTIAL_REFUSED
 */
export const recognise = async (
  db: Database,
  secret: string,
  use: 'session' | 'api' = useOf(secret),
): Promise<Credential> => {
  const { rows } = await db.owner.query<CredentialRow>(
    `select ${fields} from bluehelm.credential
     where hash = $1 and use = $2 and revoked_at is null and expires_at > now()`,
    [hashOf(secret), use],
  );
  if (!rows[0]) throw refused(use);
  return asCredential(rows[0]);
};

/** Uses up a sign-in link: of two that come at once, one gets in. @throws Problem CREDENTIAL_REFUSED */
export const redeem = async (
  db: Database,
  secret: string,
): Promise<{ secret: string; credential: Credential }> => {
  const { rows } = await db.owner.query<CredentialRow>(
    `update bluehelm.credential set used_at = now(), revoked_at = now()
     where hash = $1 and use = 'sign-in' and revoked_at is null and expires_at > now() returning ${fields}`,
    [hashOf(secret)],
  );
  if (!rows[0]) throw refused('sign-in');
  return grant(db, 'session', asCredential(rows[0]));
};

export const listCredentials = async (db: Database, mission?: Id): Promise<Credential[]> => {
  const { rows } = await db.owner.query<CredentialRow>(
    `select ${fields} from bluehelm.credential
     where use <> 'sign-in' and revoked_at is null and expires_at > now() and ($1::uuid is null or mission = $1)
     order by created_at`,
    [mission ?? null],
  );
  return rows.map(asCredential);
};

/** What every process hears when a credential was revoked: its identifier. */
export const credentialChannel = 'bluehelm_credential';

export const revoke = async (db: Database, credential: Id): Promise<boolean> => {
  const { rowCount } = await db.owner.query(
    `with ended as (
       update bluehelm.credential set revoked_at = now() where id = $1 and revoked_at is null returning id)
     select pg_notify($2, id::text) from ended`,
    [credential, credentialChannel],
  );
  return rowCount === 1;
};

/** Those of the credentials that still let their bearers in. */
export const stillValid = async (db: Database, credentials: readonly Id[]): Promise<Set<Id>> => {
  const { rows } = await db.owner.query<{ id: Id }>(
    'select id from bluehelm.credential where id = any($1) and revoked_at is null and expires_at > now()',
    [credentials],
  );
  return new Set(rows.map((row) => row.id));
};
