import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { type GedFixtureOptions, gedFixture } from '@bluehelm/formats';

/** Writes a made-up UCDP GED file of the release layout unless another is asked for. @returns its path */
export const gedFile = async (
  folder: string,
  name: string,
  options: Partial<GedFixtureOptions> & { rows: number },
): Promise<string> => {
  const path = join(folder, name);
  const file = createWriteStream(path);
  let text = '';
  for (const line of gedFixture({ seed: 1, layout: 'release', ...options })) {
    text += line;
    if (text.length < 1 << 20) continue;
    if (!file.write(text)) await once(file, 'drain');
    text = '';
  }
  file.end(text);
  await once(file, 'finish');
  return path;
};
