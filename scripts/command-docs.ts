import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { openProgram } from '../src/main/program.ts';
import { root } from './project-files.ts';

export const commandDocsFile = 'docs/guide/command-line.md';

const introduction = `# Command line

\`npx bluehelm COMMAND …\` in the project's folder; \`npm start\` is \`bluehelm start\`. Made from \`bluehelm --help\` by
\`node bin/run.mjs scripts/command-docs.ts\`, and checked against it by a test.

All commands work while the server runs, beside each other, as an ordinary user and as root, with and without a terminal.
They act as the installation's administrator: whoever may read the data folder may use them. \`--json\` prints JSON for
scripts on standard output; what goes wrong is said on standard error.

\`\`\`sh
npx bluehelm import GEDEvent.csv --mission real
npx bluehelm hotspots --mission real --out hotspots.geojson
npx bluehelm export --mission real --from 2020-01-01 > incidents.csv
zcat events.csv.gz | npx bluehelm import - --mission real --json
\`\`\`
`;

const section = (command: Command, path: string, depth: string): string => {
  let text = '';
  command.configureHelp({ helpWidth: 110 }).configureOutput({
    writeOut: (written) => {
      text += written;
    },
    getOutHelpWidth: () => 110,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  const lines = text.split('\n').map((line) => line.trimEnd());
  return `${depth} ${path}\n\n\`\`\`text\n${lines.join('\n').trim()}\n\`\`\`\n`;
};

/** The page that explains every command, as the commands explain themselves. */
export const commandDocs = async (): Promise<string> => {
  const program = await openProgram({ signal: new AbortController().signal });
  const parts = [introduction, section(program, 'bluehelm', '##')];
  for (const command of program.commands) {
    parts.push(section(command, `bluehelm ${command.name()}`, '##'));
    for (const part of command.commands)
      parts.push(section(part, `bluehelm ${command.name()} ${part.name()}`, '###'));
  }
  return parts.join('\n');
};

if (import.meta.main) await writeFile(join(root, commandDocsFile), await commandDocs());
