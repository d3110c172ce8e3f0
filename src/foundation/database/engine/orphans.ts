import { readdir, readlink, realpath } from 'node:fs/promises';
import { commandOf } from './process-identity.ts';

/**
 * Ends sessions that outlived their killed server and still hold its shared memory, which keeps a new server from
 * starting. To be called under the lock and only when the cluster's server is dead: what they had committed is
 * safe, the rest is rolled back by recovery. Known by their working folder, which is the cluster's; elsewhere than
 * on Linux nothing tells, and they end by themselves.
 */
export const endOrphans = async (cluster: string): Promise<void> => {
  if (process.platform !== 'linux') return;
  const folder = await realpath(cluster);
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const working = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    if (working !== folder || !commandOf(pid)?.includes('postgres')) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it ended in the meantime
    }
  }
};
