import type { GrowthRow, Result } from './line.ts';

/** Everything a run found, as results.json holds it. */
export interface Report {
  readonly date: string;
  readonly small: boolean;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly memoryGigabytes: number;
    readonly system: string;
  };
  readonly versions: Readonly<Record<string, string>>;
  readonly minutes: number;
  readonly results: readonly Result[];
  readonly growth: readonly GrowthRow[];
}

const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3).replace(/\.?0+$/, '');

const withUnit = (value: number | undefined, unit: string): string =>
  value === undefined ? '–' : `${number(value)} ${unit}`;

const verdict = ({ met }: Result): string => (met === undefined ? 'not judged' : met ? 'met' : 'missed');

const head = ['what', 'size', 'ours', 'peer', 'ratio', 'goal', '', 'memory'];

const cells = (result: Result): string[] => [
  result.what,
  result.size,
  withUnit(result.ours, result.unit),
  withUnit(result.peer, result.unit),
  result.ratio === undefined ? '–' : number(result.ratio),
  result.goal,
  verdict(result),
  withUnit(result.peakMegabytes, 'MB'),
];

const growthHead = ['incidents', 'written', 'columns filled', 'picture', 'list of 50'];

const growthCells = (row: GrowthRow): string[] => [
  row.incidents.toLocaleString('en'),
  `${number(row.writtenPerSecond)} /s`,
  `${number(row.fillMs)} ms`,
  `${number(row.pictureMs)} ms`,
  `${number(row.listMs)} ms`,
];

/** A result in one line, said as soon as it is known. */
export const inShort = (result: Result): string => {
  const [, , ours, peer, ratio, goal, judged, memory] = cells(result);
  return `ours ${ours}, peer ${peer}, ratio ${ratio}, goal ${goal}: ${judged}; memory ${memory}`;
};

/** Lines of text whose columns stand under each other. */
const aligned = (rows: readonly (readonly string[])[]): string[] => {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd(),
  );
};

export const asText = ({ results, growth }: Report): string =>
  [
    ...(results.length === 0 ? [] : aligned([head, ...results.map(cells)])),
    ...(growth.length === 0 ? [] : ['', ...aligned([growthHead, ...growth.map(growthCells)])]),
  ].join('\n');

const markdownTable = (rows: readonly (readonly string[])[]): string[] => {
  const [first, ...rest] = rows.map(
    (row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
  );
  return [first!, `| ${rows[0]!.map(() => '---').join(' | ')} |`, ...rest];
};

export const asMarkdown = (report: Report): string => {
  const { machine, versions, results, growth } = report;
  return `${[
    '# Benchmarks',
    '',
    '<!-- written by npm run bench; do not edit -->',
    '',
    `Measured on ${report.date} in ${report.minutes.toFixed(0)} minutes: ${machine.cores} cores (${machine.processor}), ${machine.memoryGigabytes} GB, ${machine.system}; ${Object.entries(
      versions,
    )
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
    'Each ratio is ours to its peer, taken in turn on the same rows in the same run.',
    '[How it is measured, and how fair it is](../benchmarks/README.md).',
    '',
    ...markdownTable([head, ...results.map(cells)]),
    '',
    ...results.map(
      (result) =>
        `- **${result.line}**${result.peerName ? `: against ${result.peerName}` : ''}. ${sentence(result.note)}`,
    ),
    ...(growth.length === 0
      ? []
      : ['', '## How costs grow', '', ...markdownTable([growthHead, ...growth.map(growthCells)])]),
  ].join('\n')}\n`;
};

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
