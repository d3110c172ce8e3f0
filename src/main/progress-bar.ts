import type { WriteStream } from 'node:tty';

const width = 28;

/** One line that is written over and over on a terminal; says nothing where there is none. */
export const progressBar = (label: string, terminal: WriteStream = process.stderr) => {
  if (!terminal.isTTY) return { show: () => undefined, clear: () => undefined };
  let shownAt = 0;
  return {
    /** @param share from 0 to 1 */
    show: (share: number, note = '') => {
      if (Date.now() - shownAt < 100) return;
      shownAt = Date.now();
      const full = Math.round(Math.min(1, share) * width);
      const bar = '█'.repeat(full) + '░'.repeat(width - full);
      const line = `${label} ${bar} ${Math.round(share * 100)} %  ${note}`;
      terminal.write(`\r\x1b[2K${line.slice(0, (terminal.columns ?? 80) - 1)}`);
    },
    clear: () => {
      terminal.write('\r\x1b[2K');
    },
  };
};
