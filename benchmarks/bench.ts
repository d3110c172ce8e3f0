import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { here } from './processes.ts';
import { asMarkdown, asText, type Report } from './report.ts';
import { lines, runBench } from './run.ts';

// npm run bench [-- --only LINE[,LINE] --small --install-peers]: prints a table; a full run also keeps it

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    small: { type: 'boolean', default: false },
    'install-peers': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(`npm run bench -- [--only LINE,…] [--small] [--install-peers]
lines: ${lines.map(({ name }) => name).join(', ')}`);
  process.exit(0);
}

const started = performance.now();
const only = values.only?.split(',');
const report = await runBench({
  small: values.small,
  installPeers: values['install-peers'],
  ...(only ? { only } : {}),
  log: (text) => console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${text}`),
});
console.log(`\n${asText(report)}\n`);
for (const result of report.results) console.log(`${result.line}: ${result.note}`);

const file = here('./results.json');

/** Lines that were not run now stay as the run before found them. */
const withEarlier = async (now: Report): Promise<Report> => {
  if (!only) return now;
  const before = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as Report,
    () => now,
  );
  const known = new Map([...before.results, ...now.results].map((result) => [result.line, result]));
  return {
    ...now,
    results: lines.flatMap(({ name }) => known.get(name) ?? []),
    growth: now.growth.length > 0 ? now.growth : before.growth,
  };
};

if (!values.small) {
  const kept = await withEarlier(report);
  await writeFile(file, `${JSON.stringify(kept, null, 2)}\n`);
  await writeFile(here('../docs/benchmarks.md'), asMarkdown(kept));
}
process.exitCode = report.results.some(({ met }) => met === false) && !values.small ? 1 : 0;
