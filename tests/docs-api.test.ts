import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { incident } from '../src/1-collect/incidents/index.ts';
import { pictureRoutes } from '../src/2-understand/picture/index.ts';
import type { AnyKind } from '../src/foundation/records/index.ts';
import { testServer } from './support/server.ts';

const guide = await readFile(new URL('../docs/guide/api.md', import.meta.url), 'utf8');
const examples = [...guide.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);

let folder: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  const server = await testServer({}, [pictureRoutes], [incident] as unknown as AnyKind[]);
  await server.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.app.server.address() as AddressInfo;
  folder = await mkdtemp(join(tmpdir(), 'bluehelm-api-'));
  environment = {
    ...process.env,
    BLUEHELM: `http://127.0.0.1:${port}`,
    TOKEN: await server.token(),
    no_proxy: '127.0.0.1',
  };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('every example of the API guide runs, in the guide’s order', async () => {
  expect(examples.length).toBeGreaterThan(8);
  const said: string[] = [];
  for (const code of examples) {
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', code], {
      cwd: folder,
      env: environment,
    });
    said.push(stdout);
  }
  const answers = said.join('\n');
  expect(answers).toContain('"actor":"token:test"');
  // the record that the guide makes is changed, moved, in the feed and in the collection
  expect(answers).toContain('Two men on one motorcycle.');
  expect(answers).toContain('"state":"corroborated"');
  expect(answers).toContain('"code":"FILTER_REFUSED"');
  expect(said.at(-1)).toContain('"id":"incident"');
  expect(said.at(-1)).toContain('Market stall robbed');
  expect(await readFile(join(folder, 'incidents.csv'), 'utf8')).toContain('Market stall robbed');
});
