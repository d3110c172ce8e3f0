import { measureWebSize } from '../../scripts/web-size.ts';
import type { Line } from '../line.ts';

const goalKilobytes = 700;

/** What a cold browser loads before the first map can be used. It is the same at every size. */
export const firstMap: Line = {
  name: 'first-map',
  run: async () => {
    const { files, gzip, brotli } = await measureWebSize();
    return {
      results: [
        {
          line: 'first-map',
          what: 'first map on screen, cold browser: compressed before it can be used',
          size: `${files.length} files`,
          unit: 'kB',
          ours: gzip / 1000,
          goal: `≤ ${goalKilobytes} kB`,
          met: gzip / 1000 <= goalKilobytes,
          note: `by gzip; by brotli, which browsers ask for first, ${(brotli / 1000).toFixed(0)} kB; the answers of the API are not counted`,
        },
      ],
    };
  },
};
