import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { runBluehelm, temporaryFolder } from '../support/bluehelm.ts';
import { gedFile } from '../support/ged-files.ts';

// said by each process of the command as it ends; the last is the one that imports or its starter, whichever is larger
const report = `process.on('exit', () => process._rawDebug('peak', process.resourceUsage().maxRSS));`;

test('importing four times as many rows takes no more memory, and less than 300 MB', async () => {
  const folder = await temporaryFolder();
  const hook = join(folder, 'peak.mjs');
  await writeFile(hook, report);
  const peakMb = async (rows: number): Promise<number> => {
    const file = await gedFile(folder, `${rows}.csv`, { rows });
    const ran = await runBluehelm(['import', file, '--mission', `m${rows}`, '--data', join(folder, 'data')], {
      env: { NODE_OPTIONS: `--import=${pathToFileURL(hook)}` },
    });
    expect(ran.stdout).toContain(`created ${rows}`);
    const peaks = [...ran.stderr.matchAll(/^peak (\d+)$/gm)].map(([, kilobytes]) => Number(kilobytes));
    // the starter, what it started, and the thread that reads the towns
    expect(peaks.length).toBeGreaterThanOrEqual(2);
    return Math.max(...peaks) / 1024;
  };
  const small = await peakMb(15_000);
  const large = await peakMb(60_000);
  expect(large).toBeLessThan(300);
  expect(large).toBeLessThan(small * 1.25);
}, 300_000);
