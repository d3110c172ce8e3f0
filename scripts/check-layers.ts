import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { projectFiles, root } from './project-files.ts';

/** One import as written: who imports what. */
export interface Import {
  readonly from: string;
  /** as it stands in the code: `./store.ts`, `@bluehelm/kernel`, `pg` */
  readonly what: string;
  /** erased before the program runs */
  readonly typeOnly: boolean;
}

/** Checks every import of the project against the layers of ARCHITECTURE.md. */
export const checkLayers = async (): Promise<string[]> => {
  const files = await projectFiles('packages/*/src/**/*.{ts,tsx}', 'src/**/*.{ts,tsx}');
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  return files.flatMap((from, at) => importsIn(from, texts[at] ?? '').flatMap((each) => faultOf(each) ?? []));
};

const statement =
  /^[ \t]*(?:import|export)\s+(type\s)?(?:[\w*$\s{},]+?\sfrom\s*)?['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/gm;

/** The imports and re-exports in a file's text, dynamic ones too. */
export const importsIn = (from: string, text: string): Import[] =>
  [...text.matchAll(statement)].map(([, type, fixed, dynamic]) => ({
    from,
    what: fixed ?? dynamic ?? '',
    typeOnly: type !== undefined,
  }));

interface Place {
  /** 0 kernel · 1 methods, formats · 2 foundation · 3–8 the six stages · 9 main · 10 tests, scripts, benchmarks */
  readonly layer: number;
  /** the folder that hides what is inside: a package or a room */
  readonly room: string;
  /** the path below the room */
  readonly inside: string;
}

const placeOf = (path: string): Place => {
  const parts = path.split('/');
  const [top = '', second = '', third = ''] = parts;
  const room = (depth: number, layer: number): Place => ({
    layer,
    room: parts.slice(0, depth).join('/'),
    inside: parts.slice(depth).join('/'),
  });
  if (top === 'packages') return room(2, second === 'kernel' ? 0 : 1);
  if (top !== 'src') return room(1, 10);
  if (second === 'foundation') return room(2, 2);
  if (second === 'main') return room(2, 9);
  const stage = Number(second.match(/^([1-6])-/)?.[1] ?? Number.NaN);
  return { ...room(3, stage + 2), ...(third ? {} : { room: second }) };
};

const isTest = (path: string): boolean => /\.(test|test-support|fixture)\.tsx?$/.test(path);
const isUserInterface = (path: string): boolean =>
  /\/ui\//.test(path) || /^src\/foundation\/shell\//.test(path);
const isDoor = (inside: string): boolean => /^(ui\/)?index\.tsx?$/.test(inside);
const isStore = (path: string): boolean => /(^|\/)(store|[\w-]+-store)\.ts$|\/store\//.test(path);

/** What is wrong with an import, or undefined. */
export const faultOf = ({ from, what, typeOnly }: Import): string | undefined => {
  const wrong = (why: string) => `${from} imports ${what}: ${why}`;
  const to = targetOf(from, what);
  const me = placeOf(from);
  if (Number.isNaN(me.layer)) return `${from}: no such layer; a stage's folder is named 1-… to 6-…`;
  if (to === undefined) return packageFault(from, what, typeOnly, me, wrong);
  // its own version
  if (to === 'package.json') return undefined;
  const target = placeOf(to);
  if (target.layer === 10) {
    return isTest(from) ? undefined : wrong('the product does not import tests, scripts or benchmarks');
  }
  if (isUserInterface(from) && !isTest(from)) {
    if (/^src\/foundation\/database\//.test(to) || isStore(to)) {
      return wrong('the user interface never sees a store or the database');
    }
  }
  if (target.room === me.room) return undefined;
  if (target.layer > me.layer) return wrong('a layer imports earlier ones only');
  if (me.layer === 1 && target.layer === 1) return wrong('methods and formats do not know each other');
  if (target.layer >= 3 && !isDoor(target.inside)) return wrong('another room is entered by its index.ts');
  if (target.layer <= 1 && what.startsWith('.')) return wrong('a package is imported by its name');
  return undefined;
};

/** The imported file's path in the repository; undefined for what npm or Node brings. */
const targetOf = (from: string, what: string): string | undefined => {
  const own = what.match(/^@bluehelm\/(\w+)(?:\/[\w-]+)?$/)?.[1];
  if (own) return `packages/${own}/src/index.ts`;
  return what.startsWith('.') ? posix.join(posix.dirname(from), what) : undefined;
};

/** What a format may use of Node to turn bytes into values: none of it touches a disk or a network. */
const bytesOnly = new Set(['node:buffer', 'node:stream', 'node:zlib', 'node:timers/promises']);

// the one file of the packages that opens a file by its path, since a zip's directory stands at its end
const pathOpener = 'packages/formats/src/open/bytes.ts';

// where a package computes in threads, of Node or of a browser: no input, no output
const threadStarters = new Set([
  'packages/methods/src/workers/threads.ts',
  'packages/methods/src/workers/worker.ts',
]);

const databaseDrivers = new Set(['pg', 'kysely', 'pg-copy-streams']);

const packageFault = (
  from: string,
  what: string,
  typeOnly: boolean,
  me: Place,
  wrong: (why: string) => string,
): string | undefined => {
  if (isTest(from) || typeOnly) return undefined;
  if (databaseDrivers.has(what) && me.layer !== 2 && me.layer !== 9 && !isStore(from)) {
    return wrong('SQL lives in store.ts and the foundation');
  }
  if (what.startsWith('node:')) {
    const streaming = me.room === 'packages/formats' && (bytesOnly.has(what) || from === pathOpener);
    const threading = what === 'node:worker_threads' && threadStarters.has(from);
    if (me.layer <= 1 && !streaming && !threading) return wrong('packages do no I/O and run in browsers too');
    if (isUserInterface(from)) return wrong('the user interface runs in browsers');
  }
  return undefined;
};
