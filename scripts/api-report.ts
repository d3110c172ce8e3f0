import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { buildPackages } from './build-packages.ts';
import { root } from './project-files.ts';

// node bin/run.mjs scripts/api-report.ts: writes what @bluehelm/methods offers to others, so that a change of it is seen

export const apiReportFile = 'packages/methods/api.md';

/** Every name that the package exports, with its type, module by module in the order of the index. */
export const apiReport = async (built: string): Promise<string> => {
  const doors = ['index', 'catalogue/index'];
  const parts: string[] = [];
  for (const door of doors) {
    const modules = new Map<string, ReadonlySet<string> | undefined>();
    await follow(join(built, 'methods/dist'), `${door}.d.ts`, undefined, modules);
    parts.push(`## @bluehelm/methods${door === 'index' ? '' : '/catalogue'}\n`);
    for (const [module, names] of modules) {
      const text = await readFile(join(built, 'methods/dist', module), 'utf8');
      const said = declarations(text).filter(({ name }) => names === undefined || names.has(name));
      if (said.length === 0) continue;
      const listed = said.map(({ text }) => text).join('\n');
      parts.push(`### ${module.replace(/\.d\.ts$/, '')}\n\n\`\`\`ts\n${listed}\n\`\`\`\n`);
    }
  }
  return `# What @bluehelm/methods offers

<!-- written by node bin/run.mjs scripts/api-report.ts; do not edit -->

${parts.join('\n')}`;
};

const reExport = /^export (?:type )?(\*|\{[^}]*\}) from '(\.[^']+)\.[jt]s';$/gm;

/** Gathers the modules that a door leads to; of each, all names or those listed. */
const follow = async (
  folder: string,
  module: string,
  names: ReadonlySet<string> | undefined,
  found: Map<string, ReadonlySet<string> | undefined>,
): Promise<void> => {
  const text = await readFile(join(folder, module), 'utf8');
  if (/^export (declare |interface |type \w|abstract )/m.test(text)) {
    const before = found.get(module);
    if (!found.has(module)) found.set(module, names);
    else if (before && names) found.set(module, new Set([...before, ...names]));
    else found.set(module, undefined);
  }
  for (const [, what, from] of text.matchAll(reExport)) {
    const next = posix.join(dirname(module), `${from}.d.ts`);
    const listed =
      what === '*'
        ? names
        : new Set(
            what!
              .slice(1, -1)
              .split(',')
              .map((name) => name.trim().replace(/^type /, ''))
              .filter((name) => name !== ''),
          );
    await follow(folder, next, listed, found);
  }
};

/** The exported declarations of a module, without their comments. */
const declarations = (text: string): { name: string; text: string }[] => {
  const bare = text.replace(/\/\*\*[\s\S]*?\*\//g, '').replace(/^\s*\n/gm, '');
  return bare
    .split(/^(?=export |declare |interface |type )/m)
    .map((part) => part.trim())
    .flatMap((part) => {
      const name = /^export (?:declare )?(?:const|function|interface|type|class|abstract class) (\w+)/.exec(
        part,
      )?.[1];
      return name === undefined ? [] : [{ name, text: part }];
    });
};

if (import.meta.main) {
  const folder = await mkdtemp(join(tmpdir(), 'bluehelm-api-'));
  try {
    await buildPackages(folder);
    await writeFile(join(root, apiReportFile), await apiReport(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}
