import { readFile, writeFile } from 'node:fs/promises';
import { Problem } from '@bluehelm/kernel';
import { catalogue, expectedOf, type MethodEntry, runMethod } from '@bluehelm/methods/catalogue';
import type { Command } from 'commander';
import { methodTables } from '../method-input.ts';
import { wholeNumber } from '../options.ts';
import { mainProblems } from '../problems.ts';
import { progressBar } from '../progress-bar.ts';
import { print } from '../report.ts';
import type { Surroundings } from '../surroundings.ts';
import { version } from '../version.ts';

interface MethodOptions {
  readonly input?: readonly string[];
  readonly set?: readonly string[];
  readonly column?: readonly string[];
  readonly seed?: string;
  readonly output?: string;
  readonly json?: boolean;
  readonly help?: boolean;
}

export const methodCommand = (program: Command, { signal }: Surroundings): void => {
  const command = program.command('method');
  command
    .description('run one of the statistical methods on tables of yours; needs no database')
    .argument('[name]', 'the method; list names them all')
    .option('--input <file...>', 'CSV or JSON in the order of the method’s tables, or table=FILE')
    .option('--set <key=value...>', 'parameters of the method')
    .option('--column <name=yours...>', 'the method’s name for a column = the name it has in your file')
    .option('--seed <n>', 'seed of methods that use chance; 1 when absent')
    .option('--output <file>', 'write the result there instead of to standard output')
    .option('--json', 'print JSON for scripts (results always are)')
    .helpOption(false)
    .option('-h, --help', 'with a method’s name: its tables, parameters and card')
    .addHelpText(
      'after',
      `
bluehelm method list
bluehelm method knox --help
bluehelm method knox --input events.csv --set permutations=999 --seed 7 --output knox.json`,
    )
    .action(async (name: string | undefined, options: MethodOptions) => {
      if (name === undefined) return command.outputHelp();
      if (name === 'list') return list(options);
      const entry = find(name);
      if (options.help) return print(await explained(entry));
      await run(entry, options, signal);
    });
};

const list = ({ json }: MethodOptions): void => {
  if (json) {
    print(JSON.stringify(catalogue.map(({ run: _, ...entry }) => entry)));
    return;
  }
  const width = Math.max(...catalogue.map(({ name }) => name.length));
  for (const { name, summary } of catalogue) print(`${name.padEnd(width)}  ${summary}`);
};

const find = (name: string): MethodEntry => {
  const found = catalogue.find((entry) => entry.name === name);
  if (found) return found;
  throw new Problem(mainProblems.refused, `There is no method ${name.slice(0, 60)}.`, {
    mend: `bluehelm method list names them${nearest(name)}.`,
  });
};

const nearest = (name: string): string => {
  const like = catalogue.filter((entry) => entry.name.includes(name) || name.includes(entry.name));
  return like.length === 0 ? '' : `; like it are ${like.map((entry) => entry.name).join(', ')}`;
};

const run = async (entry: MethodEntry, options: MethodOptions, signal: AbortSignal): Promise<void> => {
  const given = pairs('--set', options.set);
  const seed =
    options.seed === undefined ? undefined : wholeNumber('--seed', options.seed, 0, Number.MAX_SAFE_INTEGER);
  const tables = await methodTables(entry, options.input ?? [], pairs('--column', options.column), signal);
  const bar = progressBar(entry.name);
  const outcome = await runMethod(entry, {
    tables,
    given,
    seed,
    signal,
    onProgress: bar.show,
  }).finally(() => bar.clear());
  const text = `${JSON.stringify({ ...outcome, version }, plain)}\n`;
  if (options.output === undefined) process.stdout.write(text);
  else await writeFile(options.output, text);
};

/** @throws Problem COMMAND_REFUSED */
const pairs = (option: string, texts: readonly string[] = []): Record<string, string> =>
  Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
      throw new Problem(
        mainProblems.refused,
        `${option} ${text.slice(0, 60)} was given; name=value was expected.`,
      );
    }),
  );

/** Typed arrays as arrays, big integers as text; NaN and infinities become null, as JSON has no word for them. */
const plain = (_: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Map) return Object.fromEntries(value);
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? Array.from(value as unknown as ArrayLike<number>)
    : value;
};

const explained = async (entry: MethodEntry): Promise<string> => {
  const lines = [`${entry.name}: ${entry.summary}`, ''];
  for (const table of entry.tables) {
    lines.push(`table ${table.name}${table.optional ? ' (optional)' : ''}: ${table.meaning}`);
    for (const { name, type, meaning, optional } of table.columns)
      lines.push(`  ${name}  ${type}${optional ? ', optional' : ''}: ${meaning}`);
  }
  const parameters = Object.entries(entry.parameters);
  if (parameters.length > 0) lines.push('', 'parameters (--set key=value)');
  for (const [key, parameter] of parameters) {
    const absent =
      parameter.default !== undefined
        ? `; default ${parameter.default}`
        : parameter.optional
          ? '; optional'
          : '; must be given';
    lines.push(`  ${key}  ${parameter.meaning} (${expectedOf(parameter)}${absent})`);
  }
  if (entry.random) lines.push('', 'uses chance: --seed N gives the same result again');
  const card = new URL(`../../../docs/methods/${entry.card}.md`, import.meta.url);
  lines.push('', (await readFile(card, 'utf8')).trimEnd());
  return lines.join('\n');
};
