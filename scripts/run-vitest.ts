import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './project-files.ts';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Report {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Runs Vitest on the given projects and counts its tests. */
export const runVitest = async (
  projects: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Tally> => {
  const folder = await mkdtemp(join(tmpdir(), 'bluehelm-report-'));
  const file = join(folder, 'report.json');
  const { status } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      ...projects.map((name) => `--project=${name}`),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...environment } },
  );
  const text = await readFile(file, 'utf8').catch(() => '{"testResults":[]}');
  await rm(folder, { recursive: true, force: true });
  return tally(JSON.parse(text) as Report, status ?? 1);
};

/** A file that could not be loaded counts as one failure, and so does a run that failed outside its tests. */
export const tally = ({ testResults }: Report, exitCode: number): Tally => {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const { status, assertionResults } of testResults) {
    const before = count.failed;
    for (const { status: result } of assertionResults) {
      if (result === 'passed') count.passed += 1;
      else if (result === 'failed') count.failed += 1;
      else count.skipped += 1;
    }
    if (status === 'failed' && count.failed === before) count.failed += 1;
  }
  if (exitCode !== 0 && count.failed === 0) count.failed += 1;
  return count;
};
