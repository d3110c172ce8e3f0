import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkFiles } from './check-files.ts';
import { checkLayers } from './check-layers.ts';
import { checkLinks } from './check-links.ts';
import { checkProblems } from './check-problems.ts';
import { ensureBrowser, ensureOgrinfo } from './ensure-browser.ts';
import { root } from './project-files.ts';
import { runVitest, type Tally } from './run-vitest.ts';
import { checkThirdParty } from './third-party.ts';

// everything a change must pass; --only GROUP[,GROUP] runs a part: lint, types, unused, tests

const one = (passed: boolean): Tally => ({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 });

/** A tool that npm brought, run by this very Node; it counts as one check. */
const tool =
  (file: string, ...parameters: string[]) =>
  async (): Promise<Tally> => {
    const command = [join(root, 'node_modules', file), ...parameters];
    const { status } = spawnSync(process.execPath, command, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return one(status === 0);
  };

const ownCheck = (check: () => Promise<string[]>) => async (): Promise<Tally> => {
  const faults = await check();
  for (const fault of faults) console.log(`  ${fault}`);
  return one(faults.length === 0);
};

const tests = async (): Promise<Tally> => {
  ensureOgrinfo();
  const browser = ensureBrowser();
  if ('path' in browser) {
    return runVitest(['unit', 'database', 'browser'], { CHROMIUM_PATH: browser.path });
  }
  const rest = await runVitest(['unit', 'database'], {});
  console.log(`The browser tests did not run. ${browser.missing}`);
  return { ...rest, failed: rest.failed + 1 };
};

const steps = [
  {
    group: 'lint',
    name: 'format and lint',
    run: tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings'),
  },
  { group: 'lint', name: 'layers', run: ownCheck(checkLayers) },
  { group: 'lint', name: 'files', run: ownCheck(checkFiles) },
  { group: 'lint', name: 'links in documents', run: ownCheck(checkLinks) },
  { group: 'lint', name: 'problems and their document', run: ownCheck(checkProblems) },
  { group: 'lint', name: 'third-party licences', run: ownCheck(checkThirdParty) },
  { group: 'types', name: 'types', run: tool('typescript/bin/tsc', '--project', '.', '--noEmit') },
  { group: 'unused', name: 'unused code and dependencies', run: tool('knip/bin/knip.js') },
  { group: 'tests', name: 'tests', run: tests },
];

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const groups = values.only?.split(',');
const chosen = steps.filter(({ group }) => groups?.includes(group) ?? true);
const total = { passed: 0, failed: 0, skipped: 0 };
for (const { name, run } of chosen) {
  console.log(`\n── ${name}`);
  const started = performance.now();
  // a step that breaks is a step that failed; the others still run
  const result = await run().catch((error: unknown) => {
    console.log(error);
    return one(false);
  });
  total.passed += result.passed;
  total.failed += result.failed;
  total.skipped += result.skipped;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`── ${name}: ${result.failed === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
}
const failed = total.failed > 0 || chosen.length === 0;
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = failed ? 1 : 0;
