import { execFile, type SpawnOptions } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Problem } from '@bluehelm/kernel';
import type { Binaries } from './binaries.ts';
import { programEnvironment } from './environment.ts';
import { engineProblems } from './problems.ts';

/** How to run a program so that PostgreSQL accepts its user. */
export interface Privileges {
  /** put before the program and its parameters */
  readonly prefix: readonly string[];
  readonly spawn: Pick<SpawnOptions, 'uid' | 'gid'>;
  /** whose the cluster's files must be; undefined: they stay with who makes them */
  readonly owner: Owner | undefined;
}

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

interface Reach {
  readonly binaries: Binaries;
  /** the folder that holds the data folder */
  readonly folder: string;
}

const plain: Privileges = { prefix: [], spawn: {}, owner: undefined };

/**
 * PostgreSQL refuses to run as root. An ordinary user runs it plainly. Root runs it in a user namespace of its
 * own, where root is called by an ordinary name; where namespaces are not allowed (many containers), as an ordinary user.
 * @param clusterOwner who owns the existing cluster; root serves another user's cluster as that user
 * @param reach what that user must be able to run and to enter
 * @throws Problem DATABASE_ROOT_REFUSED
 */
export const choosePrivileges = async (
  clusterOwner: Owner | undefined,
  reach: Reach,
): Promise<Privileges> => {
  if (process.geteuid?.() !== 0) return plain;
  const attempts = [
    ...(clusterOwner === undefined || clusterOwner.uid === 0 ? [namespace(await ordinaryUser())] : []),
    ...asUser(clusterOwner !== undefined && clusterOwner.uid !== 0 ? clusterOwner : await ordinaryUser()),
  ];
  for (const attempt of attempts) if (await reaches(attempt, reach)) return attempt;
  throw new Problem(
    engineProblems.rootRefused,
    'PostgreSQL refuses to run as root, user namespaces are not allowed here, and an ordinary user cannot reach ' +
      `${reach.binaries.postgres} and ${reach.folder}.`,
    {
      mend: 'Run Bluehelm as an ordinary user, or choose a data folder with --data that every user can reach, or set DATABASE_URL.',
    },
  );
};

const namespace = ({ uid, gid }: Owner): Privileges => ({
  ...plain,
  prefix: ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`],
});

/** The second form still finds its way through folders that only root may enter, such as /root. */
const asUser = (owner: Owner): Privileges[] => [
  { prefix: [], spawn: owner, owner },
  {
    prefix: [
      'setpriv',
      `--reuid=${owner.uid}`,
      `--regid=${owner.gid}`,
      '--clear-groups',
      '--inh-caps=-all,+dac_override',
      '--ambient-caps=+dac_override',
    ],
    spawn: {},
    owner,
  },
];

/** initdb looks its user up by name, so the number must be one that /etc/passwd knows. */
const ordinaryUser = async (): Promise<Owner> => {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n');
  const users = lines
    .map((line) => line.split(':'))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid, gid }) => uid > 0 && gid > 0);
  const user = users.find(({ name }) => name === 'nobody') ?? users[0];
  return user ? { uid: user.uid, gid: user.gid } : { uid: 65534, gid: 65534 };
};

const run = promisify(execFile);

/** Asked by doing: access(2), behind `test -r`, leaves out the right that setpriv passes on. */
const reaches = async ({ prefix, spawn }: Privileges, { binaries, folder }: Reach): Promise<boolean> => {
  const trials = [
    [binaries.postgres, '--version'],
    ['ls', '-d', `${folder}/.`],
  ];
  try {
    for (const trial of trials) {
      const [first = '', ...rest] = [...prefix, ...trial];
      await run(first, rest, { ...spawn, env: programEnvironment(binaries), cwd: '/', timeout: 10_000 });
    }
    return true;
  } catch {
    return false;
  }
};
