import type { WriteStream } from 'node:tty';
import type { Progress } from '../1-collect/sources/index.ts';

const width = 28;

const grouped = (value: number): string => value.toLocaleString('en').replaceAll(',', ' ');

/** One line that is written over and over on a terminal; says nothing where there is none. */
export const progressBar = (label: string, terminal: WriteStream = process.stderr) => {
  if (!terminal.isTTY) return { show: () => undefined, clear: () => undefined };
  let shownAt = 0;
  return {
    show: (progress: Readonly<Progress>) => {
      if (Date.now() - shownAt < 100) return;
      shownAt = Date.now();
      const share = progress.bytes ? Math.min(1, progress.bytesRead / progress.bytes) : 0;
      const full = Math.round(share * width);
      const bar = '█'.repeat(full) + '░'.repeat(width - full);
      const line = `${label} ${bar} ${Math.round(share * 100)} %  ${grouped(progress.read)} rows`;
      terminal.write(`\r\x1b[2K${line.slice(0, (terminal.columns ?? 80) - 1)}`);
    },
    clear: () => {
      terminal.write('\r\x1b[2K');
    },
  };
};
