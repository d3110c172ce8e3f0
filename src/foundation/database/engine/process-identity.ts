import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that cannot be mistaken for a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** when it started, in the system's own words; empty where the system does not tell */
  readonly started: string;
}

/** Who runs this very code. */
export const thisProcess = (): ProcessIdentity => ({
  pid: process.pid,
  started: startOf(process.pid) ?? '',
});

/** Names a running process, or undefined when there is none with this number. */
export const identify = (pid: number): ProcessIdentity | undefined => {
  const started = startOf(pid);
  return started === undefined ? undefined : { pid, started };
};

/** Whether that process, and not a later one with its number, still runs. */
export const isAlive = (identity: ProcessIdentity): boolean => {
  const started = startOf(identity.pid);
  if (started === undefined) return false;
  return started === '' || identity.started === '' || started === identity.started;
};

/** The command line of a running process; undefined where the system does not tell. */
export const commandOf = (pid: number): string | undefined => {
  if (process.platform === 'win32') return undefined;
  if (process.platform !== 'linux')
    return ask('ps', ['-ww', '-o', 'command=', '-p', String(pid)]) || undefined;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return undefined;
  }
};

/** Undefined: no such process. Empty: it runs, but nothing tells since when. */
const startOf = (pid: number): string | undefined => {
  if (!Number.isInteger(pid) || pid <= 0 || !answersSignals(pid)) return undefined;
  if (process.platform === 'linux') return startOnLinux(pid);
  if (process.platform === 'win32') {
    return ask('powershell.exe', [
      '-NoProfile',
      '-Command',
      `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`,
    ]);
  }
  return ask('ps', ['-o', 'lstart=', '-p', String(pid)]);
};

const answersSignals = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // another user's process answers with EPERM: it runs
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Ticks since boot (proc(5), stat field 22) and the boot they count from: a restart cannot repeat the pair. */
const startOnLinux = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // the command name, field 2, may itself hold spaces and brackets: count from its last bracket
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // a zombie has ended; only its parent has not asked yet
    if (fields[0] === 'Z') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${fields[19]}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : '';
  }
};

const ask = (command: string, parameters: string[]): string => {
  try {
    return execFileSync(command, parameters, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, LC_ALL: 'C' },
    }).trim();
  } catch {
    return '';
  }
};
