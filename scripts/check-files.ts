import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFiles, root } from './project-files.ts';

const lineLimit = 400;

/** Lists, not ideas: their length is their subject's. */
const exempt = /\/(migrations|vocabularies|locales)\//;

/** Each file is one idea: at most 400 lines, and a kebab-case name. */
export const checkFiles = async (): Promise<string[]> => {
  const files = await projectFiles('{packages,src,tests,scripts,benchmarks,bin}/**/*.{ts,tsx,mjs,css,sql}');
  const faults: string[] = [];
  for (const file of files) {
    const name = file.split('/').at(-1) ?? '';
    if (!/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(name)) faults.push(`${file}: name it in kebab-case`);
    if (exempt.test(`/${file}`)) continue;
    const lines = (await readFile(join(root, file), 'utf8')).trimEnd().split('\n').length;
    if (lines > lineLimit)
      faults.push(`${file}: ${lines} lines; the limit is ${lineLimit}, divide it by ideas`);
  }
  return faults;
};
