import { type Marking, marking, mayRead, newId } from '@bluehelm/kernel';
import { beforeAll, expect, test } from 'vitest';
import { type Foundation, testFoundation } from '../../../tests/support/foundation.ts';
import {
  demand,
  ensureMission,
  findMission,
  type Grant,
  grant,
  houseSession,
  installationGrant,
  listCredentials,
  may,
  missionName,
  openMarkings,
  recognise,
  redeem,
  revoke,
  rights,
  role,
  roleNames,
  roles,
  stillValid,
} from './index.ts';

let house: Foundation;
beforeAll(async () => {
  house = await testFoundation();
});

const given = (more: Partial<Grant> = {}): Grant => ({
  label: 'script',
  mission: house.mission.id,
  role: 'analyst',
  clearance: { level: 'confidential', compartments: ['sources'], organisation: 'police' },
  ...more,
});

test('a token lets its bearer be what it was made for, and only a hash of it is kept', async () => {
  const { secret, credential } = await grant(house.db, 'api', given());
  expect(await recognise(house.db, secret)).toEqual(credential);
  expect(credential).toMatchObject({ use: 'api', ...given() });
  const { rows } = await house.db.owner.query('select credential::text as text from bluehelm.credential');
  expect(rows.map((row) => row.text).join()).not.toContain(secret.slice(4));
});

test('what is unknown, expired, revoked or of another use is refused alike', async () => {
  const token = await grant(house.db, 'api', given());
  const session = await grant(house.db, 'session', given());
  const expired = await grant(house.db, 'api', given(), -1);
  const link = await grant(house.db, 'sign-in', given());
  const revoked = await grant(house.db, 'api', given());
  expect(await revoke(house.db, revoked.credential.id)).toBe(true);
  expect(await revoke(house.db, revoked.credential.id)).toBe(false);
  const refusal = (secret: string, use?: 'api' | 'session') =>
    recognise(house.db, secret, use).catch((error) => error.message);
  const unknown = await refusal('bht_nothing');
  expect(unknown).toMatch(/^CREDENTIAL_REFUSED/);
  for (const secret of [expired.secret, link.secret, revoked.secret, `${token.secret}x`, ''])
    expect(await refusal(secret)).toBe(unknown);
  expect(await refusal(token.secret, 'session')).toMatch(/^CREDENTIAL_REFUSED/);
  expect(await refusal(session.secret, 'api')).toBe(unknown);
  const all = [token, session, expired, revoked].map((one) => one.credential.id);
  expect(await stillValid(house.db, all)).toEqual(new Set(all.slice(0, 2)));
});

test('of many who open one sign-in link at once, one gets in, as the person it was made for', async () => {
  const { secret } = await grant(house.db, 'sign-in', installationGrant());
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => redeem(house.db, secret)));
  const let_in = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(let_in).toHaveLength(1);
  expect(await recognise(house.db, let_in[0]!.secret)).toMatchObject({
    use: 'session',
    role: 'administrator',
    mission: undefined,
  });
  await expect(redeem(house.db, secret)).rejects.toThrow(/CREDENTIAL_REFUSED/);
  await expect(
    redeem(house.db, (await grant(house.db, 'sign-in', installationGrant(), -1)).secret),
  ).rejects.toThrow(/CREDENTIAL_REFUSED/);
});

test('credentials are listed by mission, without links and what is over', async () => {
  const { mission } = await ensureMission(house.db, { name: 'listed' });
  const kept = await grant(house.db, 'api', given({ mission: mission.id }));
  await grant(house.db, 'sign-in', given({ mission: mission.id }));
  await grant(house.db, 'api', given({ mission: mission.id }), -1);
  expect(await listCredentials(house.db, mission.id)).toEqual([kept.credential]);
});

test('a role has the rights that its table says, and a missing one is named', () => {
  for (const name of roleNames)
    for (const right of rights) {
      const session = house.session({ role: name });
      const has = (roles[name] as readonly string[]).includes(right);
      expect(may(session, right)).toBe(has);
      if (has) demand(session, right);
      else expect(() => demand(session, right)).toThrow(new RegExp(`RIGHT_MISSING.*"${name}".*"${right}"`));
    }
  expect(role('analyst')).toBe('analyst');
  for (const name of ['', 'Analyst', 'constructor', '__proto__'])
    expect(() => role(name)).toThrow(/ROLE_UNKNOWN.*analyst/);
});

test('processes that make one mission at once make one', async () => {
  const made = await Promise.all(
    Array.from({ length: 6 }, () => ensureMission(house.db, { name: 'same', simulated: true })),
  );
  expect(made.filter((one) => one.created)).toHaveLength(1);
  expect(new Set(made.map((one) => one.mission.id)).size).toBe(1);
  expect(await findMission(house.db, 'same')).toEqual(made[0]!.mission);
  expect(await findMission(house.db, made[0]!.mission.id)).toEqual(made[0]!.mission);
});

test.each(['', 'Alpha', '-alpha', 'a b', 'ä', '../etc', 'a'.repeat(64)])(
  'a mission cannot be called "%s"',
  (name) => {
    expect(() => missionName(name)).toThrow(/MISSION_NAME_REFUSED/);
  },
);

test('a mission that is not there is refused without naming those that are', async () => {
  const refused = findMission(house.db, 'nowhere');
  await expect(refused).rejects.toThrow(/MISSION_UNKNOWN/);
  await expect(refused).rejects.not.toThrow(/alpha/);
});

test('processes that number markings at once agree on one number for each, without gaps', async () => {
  const processes = await Promise.all(Array.from({ length: 4 }, () => openMarkings(house.db)));
  const all = Array.from({ length: 12 }, (_, i) =>
    marking({ originator: 'numbering', compartments: [`c${i}`] }),
  );
  const numbers = await Promise.all(
    processes.map((one, i) =>
      Promise.all([...all.slice(i * 3), ...all.slice(0, i * 3)].map((marked) => one.number(marked))),
    ),
  );
  const byKey = (one: number[], i: number) => [...one.slice(12 - i * 3), ...one.slice(0, 12 - i * 3)];
  for (const [i, one] of numbers.entries()) expect(byKey(one, i)).toEqual(numbers[0]);
  const { rows } = await house.db.owner.query('select number from bluehelm.marking order by number');
  expect(rows.map((row) => row.number)).toEqual(rows.map((_, i) => i));
  expect(await processes[0]!.number(all[5]!)).toBe(numbers[0]![5]);
});

test('a session sees a marking numbered after it began, and the house sees every one', async () => {
  const session = house.session({ organisation: 'numbering', compartments: ['late'] });
  const marked: Marking = marking({ originator: 'numbering', compartments: ['late'] });
  const number = await house.markings.number(marked);
  const bit = (bits: Uint8Array) => ((bits[number >> 3] ?? 0) >> (number & 7)) & 1;
  expect(mayRead(session.clearance, marked)).toBe(true);
  expect(bit(session.bits)).toBe(1);
  expect(bit(house.session({ organisation: 'numbering' }).bits)).toBe(0);
  expect(bit(houseSession(house.markings, house.mission).bits)).toBe(1);
});

test('a marking of another process is unknown until it is asked for', async () => {
  const other = await openMarkings(house.db);
  const number = await other.number(marking({ originator: `org-${newId().slice(0, 8)}` }));
  expect(house.markings.of(number)).toBeUndefined();
  await house.markings.refresh();
  expect(house.markings.of(number)).toEqual(other.of(number));
});
