import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiReport, apiReportFile } from './api-report.ts';
import { buildPackages, published } from './build-packages.ts';
import { root } from './project-files.ts';

const run = promisify(execFile);
let folder: string;
let built: string;
let app: string;

/** A project of somebody else's, with the packages installed from their archives. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bluehelm-packages-'));
  built = join(folder, 'packages');
  app = join(folder, 'app');
  await mkdir(app);
  await buildPackages(built);
  const archives: string[] = [];
  for (const name of published) {
    const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], {
      cwd: join(built, name),
    });
    archives.push(join(folder, stdout.trim().split('\n').at(-1)!));
  }
  await writeFile(join(app, 'package.json'), '{ "name": "app", "type": "module", "private": true }');
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...archives], { cwd: app });
}, 180_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const written = async (file: string, text: string): Promise<string> => {
  await writeFile(join(app, file), text);
  return join(app, file);
};

test('installed elsewhere, the README’s example runs as plain JavaScript', async () => {
  const readme = await readFile(join(built, 'methods/README.md'), 'utf8');
  const example = /```ts\n([\s\S]+?)```/.exec(readme)![1]!.replaceAll(']!', ']');
  const said = /console\.log\(hotspotClass.*\/\/ (\S+)/.exec(example)![1];
  const { stdout } = await run(process.execPath, [await written('example.js', example)]);
  expect(stdout.trim()).toBe(said);
});

test('worker threads find their program and give the answer of one thread', async () => {
  const program = await written(
    'workers.js',
    `import { knox } from '@bluehelm/methods';
    const n = 400;
    const at = (k) => Float64Array.from({ length: n }, (_, i) => ((i * k) % 397) / 4);
    const events = [at(31), at(57), at(11)];
    const test = (workers) => knox(...events, { space: 3, time: 3, inference: { permutations: 199, seed: 5 }, workers });
    const [one, two] = await Promise.all([test(0), test(2)]);
    console.log(one.kind, JSON.stringify(one) === JSON.stringify(two));`,
  );
  const { stdout } = await run(process.execPath, [program]);
  expect(stdout.trim()).toBe('knox true');
});

test('its types hold for who uses it', async () => {
  await written(
    'typed.ts',
    `import { benjaminiHochberg } from '@bluehelm/methods';
    import { catalogue } from '@bluehelm/methods/catalogue';
    export const q: Float64Array = benjaminiHochberg(Float64Array.of(0.01, 0.5));
    export const names: string[] = catalogue.map(({ name }) => name);
    // @ts-expect-error words are no probabilities
    export const wrong = benjaminiHochberg(['0.01']);`,
  );
  await written(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        module: 'nodenext',
        target: 'es2024',
        lib: ['es2024', 'dom'],
        types: [],
      },
      files: ['typed.ts'],
    }),
  );
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', app]);
});

test('a bundle of one function leaves the others out', async () => {
  const bundled = async (entry: string): Promise<string> => {
    const result = await build({
      root: app,
      logLevel: 'silent',
      configFile: false,
      build: { write: false, minify: true, lib: { entry, formats: ['es'] } },
    });
    const [{ output }] = result as unknown as [{ output: readonly { type: string; code?: string }[] }];
    return output.map((part) => part.code ?? '').join('');
  };
  const one = await bundled(
    await written('one.js', `export { benjaminiHochberg } from '@bluehelm/methods';`),
  );
  expect(one).toContain('METHOD_VALUE_INVALID');
  expect(one.length).toBeLessThan(6_000);
  for (const foreign of [
    'h3',
    'gridDisk',
    'SplitMix',
    'WebAssembly',
    'AGFzbQ',
    'too-few-places',
    'no-neighbours',
  ])
    expect(one).not.toContain(foreign);
}, 60_000);

test('what the package offers is what its report says (node bin/run.mjs scripts/api-report.ts writes it)', async () => {
  expect(await readFile(join(root, apiReportFile), 'utf8')).toBe(await apiReport(built));
});
