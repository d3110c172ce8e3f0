import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { catalogue } from '../packages/methods/src/catalogue/index.ts';
import { root } from './project-files.ts';

// node bin/run.mjs scripts/method-docs.ts: writes the list of all methods from the catalogue

export const methodDocsFile = 'docs/methods/README.md';

const introduction = `# Methods

<!-- written by node bin/run.mjs scripts/method-docs.ts; do not edit -->

Each card says which question a method answers, what it assumes, its formula with its source, what it costs, when it
refuses, how to read the result and which program's values it was checked against. Run one on tables of yours:

\`\`\`sh
npx bluehelm method list
npx bluehelm method knox --help
npx bluehelm method knox --input events.csv --set space=1 time=14 --seed 7 --output knox.json
\`\`\`

A file is CSV with a header (plain, gzip or zip) or JSON: rows, columns, or an object of tables. Where a method reads several
tables, give the files in their order or as \`table=FILE\`; \`--column time=t\` reads its column \`time\` from yours named \`t\`.
The answer is JSON: the result, the parameters that held, the seed and the version. Too little data is an answer as well:
\`"kind": "insufficient"\`, with what is missing.
`;

/** The page that lists every method with its question and its card. */
export const methodDocs = (): string => {
  const rows = catalogue.map(
    ({ name, card, summary }) => `| [\`${name}\`](${card}.md) | ${summary.replaceAll('|', '\\|')} |`,
  );
  return `${introduction}\n| method | question |\n| --- | --- |\n${rows.join('\n')}\n\nFor programs: [packages/methods](../../packages/methods/README.md).\n`;
};

if (import.meta.main) await writeFile(join(root, methodDocsFile), methodDocs());
