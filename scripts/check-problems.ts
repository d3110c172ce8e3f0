import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFiles, root } from './project-files.ts';

const document = 'docs/problems.md';

interface Entry {
  readonly code: string;
  readonly status: string;
  readonly title: string;
}

/** Every problem's code, status and title in the code stands in docs/problems.md, and nothing else stands there. */
export const checkProblems = async (): Promise<string[]> => {
  const files = await projectFiles('{packages/*/src,src}/**/*.{ts,tsx}');
  const faults: string[] = [];
  const defined = new Map<string, Entry>();
  for (const file of files.filter((path) => !/\.test\.tsx?$/.test(path))) {
    for (const entry of definedIn(await readFile(join(root, file), 'utf8'))) {
      if (defined.has(entry.code)) faults.push(`${file}: ${entry.code} is defined twice`);
      defined.set(entry.code, entry);
    }
  }
  return [
    ...faults,
    ...compare(defined, documentedIn(await readFile(join(root, document), 'utf8').catch(() => ''))),
  ];
};

const compare = (defined: Map<string, Entry>, documented: Map<string, Entry>): string[] => {
  const faults: string[] = [];
  for (const entry of defined.values()) {
    const row = `| \`${entry.code}\` | ${entry.status} | ${entry.title} |`;
    const known = documented.get(entry.code);
    if (!known) faults.push(`${document}: missing the row ${row} how to mend it |`);
    else if (known.status !== entry.status || known.title !== entry.title)
      faults.push(`${document}: the code says ${row}`);
  }
  for (const code of documented.keys()) {
    if (!defined.has(code)) faults.push(`${document}: ${code} is not in the code any more`);
  }
  return faults;
};

const definition =
  /code:\s*'([A-Z][A-Z0-9_]*)',\s*status:\s*(\d{3}),\s*title:\s*(?:'([^'\n]*)'|"([^"\n]*)")/g;

/** The definitions in a file's text: `{ code: 'X', status: 400, title: '…' }`. */
export const definedIn = (text: string): Entry[] =>
  [...text.matchAll(definition)].map(([, code = '', status = '', single, double]) => ({
    code,
    status,
    title: single ?? double ?? '',
  }));

/** The rows of the document: `| `CODE` | status | title | how to mend it |`. */
export const documentedIn = (text: string): Map<string, Entry> =>
  new Map(
    [...text.matchAll(/^\| `([A-Z0-9_]+)` \| (\d{3}) \| (.*?) \| .+ \|$/gm)].map(
      ([, code = '', status = '', title = '']) => [code, { code, status, title }],
    ),
  );
