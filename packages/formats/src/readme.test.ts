import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test, vi } from 'vitest';
import { gedFixture } from './ucdp-ged/fixture.ts';

// beside this file, so that the example's import of the package resolves
const folder = mkdtempSync(join(import.meta.dirname, 'readme-example-'));
const data = mkdtempSync(join(tmpdir(), 'bluehelm-readme-'));
afterAll(() => {
  for (const made of [folder, data]) rmSync(made, { recursive: true });
});

test('the example of the README runs and says what was read and refused', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  writeFileSync(join(folder, 'example.ts'), example);
  const { summary } = (await import(pathToFileURL(join(folder, 'example.ts')).href)) as {
    summary: (path: string) => Promise<string>;
  };
  const path = join(data, 'events.csv');
  writeFileSync(
    path,
    [...gedFixture({ rows: 10, seed: 1, layout: 'release', faults: { every: 5 } })].join(''),
  );
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
  expect(await summary(path)).toBe('ucdp-ged (release): 8 read, 2 refused');
  expect(warned.mock.calls[0]?.[0]).toMatch(
    /events\.csv:6 date_start: A date written YYYY-MM-DD was expected/,
  );
  warned.mockRestore();
  writeFileSync(path, 'nothing,known\n1,2\n');
  expect(await summary(path)).toBe('no known format');
});
