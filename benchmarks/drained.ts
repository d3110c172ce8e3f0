import { once } from 'node:events';
import type { WriteStream } from 'node:fs';

/** Writes to a file no faster than the disk takes it. */
export const drained = async (out: WriteStream, text: string): Promise<void> => {
  if (!out.write(text)) await once(out, 'drain');
};
