import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../tests/support/shared.ts';
import { convexHull } from './convex-hull.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('./where-violence-gathers.ts', import.meta.url));
const mali = sharedFile('data/ucdp_ged/ged_country_export_mali.csv.gz');

test.skipIf(!mali)(`from a real file of Mali to a figure ${mali ? '' : sharedMissing}`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bluehelm-example-'));
  try {
    const out = join(folder, 'mali.svg');
    const { stdout } = await run(process.execPath, [program, mali!, out]);
    expect(stdout).toMatch(/^\d+ events, \d+ of \d+ hexagons are hot/);
    // events of one place and week are no chance anywhere UCDP has looked
    expect(stdout).toMatch(/within 5 km and a week: \d+ pairs, [\d.]+ expected, p 0\.00\d/);
    const svg = await readFile(out, 'utf8');
    expect(svg).toContain('Mali: ');
    expect(svg.match(/<polygon/g)?.length).toBe(Number(/, (\d+) of/.exec(stdout)![1]));
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a hull goes round all points, counter-clockwise, and closes', () => {
  const ring = convexHull(Float64Array.of(0, 2, 1, 2, 0, 1), Float64Array.of(0, 0, 1, 2, 2, 0));
  expect(ring).toEqual([
    [0, 0],
    [2, 0],
    [2, 2],
    [0, 2],
    [0, 0],
  ]);
});
