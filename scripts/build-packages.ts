import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { projectFiles, root } from './project-files.ts';

// node bin/run.mjs scripts/build-packages.ts --to FOLDER: packages that others can install, as JavaScript with types.
// Inside this repository they run from their TypeScript; Node does not strip types below node_modules.

const run = promisify(execFile);

/** In the order in which they need one another. */
export const published = ['kernel', 'methods'] as const;

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string>>;
}

/** Builds each published package into FOLDER/NAME: JavaScript, declarations, README, licence, package.json. */
export const buildPackages = async (to: string): Promise<void> => {
  for (const name of published) await buildPackage(name, join(to, name), to);
};

const buildPackage = async (name: string, to: string, all: string): Promise<void> => {
  const from = join(root, 'packages', name);
  const sources = (await projectFiles(`packages/${name}/src/**/*.ts`)).filter(
    (file) => !/\.(test|fixture)\.ts$/.test(file),
  );
  await rm(to, { recursive: true, force: true });
  await mkdir(join(to, 'dist'), { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), 'bluehelm-build-'));
  try {
    const config = join(folder, 'tsconfig.json');
    // the packages built before stand where an installation would have them
    await mkdir(join(folder, 'node_modules/@bluehelm'), { recursive: true });
    for (const other of published) {
      if (other === name) break;
      await symlink(join(all, other), join(folder, 'node_modules/@bluehelm', other));
    }
    await writeFile(
      config,
      JSON.stringify({
        extends: join(root, 'tsconfig.json'),
        compilerOptions: {
          noEmit: false,
          declaration: true,
          rewriteRelativeImportExtensions: true,
          rootDir: join(from, 'src'),
          outDir: join(to, 'dist'),
          typeRoots: [join(root, 'node_modules/@types')],
        },
        include: [],
        files: sources.map((file) => join(root, file)),
      }),
    );
    await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', config]).catch(
      (error: { stdout?: string }) => {
        throw new Error(`${name} does not compile on its own:\n${error.stdout}`);
      },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
  for (const file of await emitted(to)) await namesJavaScript(file);
  await copyFile(join(root, 'LICENSE'), join(to, 'LICENSE'));
  await copyFile(join(from, 'README.md'), join(to, 'README.md')).catch(() => undefined);
  const manifest = JSON.parse(await readFile(join(from, 'package.json'), 'utf8')) as Manifest;
  const { exports, ...rest } = manifest;
  const built = {
    ...rest,
    sideEffects: ['./dist/workers/worker.js'],
    engines: { node: '>=22' },
    exports: Object.fromEntries(
      Object.entries(exports).map(([path, file]) => {
        const stem = file.replace('./src/', './dist/').replace(/\.ts$/, '');
        return [path, { types: `${stem}.d.ts`, default: `${stem}.js` }];
      }),
    ),
  };
  await writeFile(join(to, 'package.json'), `${JSON.stringify(built, null, 2)}\n`);
};

const emitted = async (to: string): Promise<string[]> => {
  const { glob } = await import('node:fs/promises');
  const files: string[] = [];
  for await (const file of glob('dist/**/*.js', { cwd: to })) files.push(join(to, file));
  return files;
};

/** The compiler rewrites imports; the address of a worker's program it leaves as it stands. */
const namesJavaScript = async (file: string): Promise<void> => {
  const text = await readFile(file, 'utf8');
  const rewritten = text.replace(
    /new URL\('(\.[^']+)\.ts', import\.meta\.url\)/g,
    "new URL('$1.js', import.meta.url)",
  );
  if (rewritten !== text) await writeFile(file, rewritten);
};

if (import.meta.main) {
  const { values } = parseArgs({ options: { to: { type: 'string', default: 'dist/packages' } } });
  const to = resolve(values.to);
  await buildPackages(to);
  for (const name of published) console.log(`${join(to, name)}: npm pack or npm publish there`);
}
