import { glob } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The repository's folder, with a slash at its end. */
export const root: string = fileURLToPath(new URL('../', import.meta.url));

const foreign = new Set(['node_modules', 'dist', '.git', '.cache', 'coverage', 'test-output']);

/** Paths of the project's own files that match any of the patterns, relative to the repository, sorted. */
export const projectFiles = async (...patterns: string[]): Promise<string[]> => {
  const found: string[] = [];
  const exclude = (path: string) => path.split(/[\\/]/).some((part) => foreign.has(part));
  for await (const path of glob(patterns, { cwd: root, exclude })) found.push(path.replaceAll('\\', '/'));
  return [...new Set(found)].sort();
};
