import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runBluehelm, startServer, temporaryFolder } from '../support/bluehelm.ts';
import { killDatabase, postmasterOf, processesNaming, until } from '../support/processes.ts';

interface MissionLine {
  readonly name: string;
  readonly records: Readonly<Record<string, number>>;
}

const missionsOf = async (dataFolder: string): Promise<MissionLine[]> => {
  const { stdout } = await runBluehelm(['mission', 'list', '--json', '--data', dataFolder]);
  return JSON.parse(stdout);
};

test('start says ready with a sign-in link, serves, stops cleanly at Ctrl-C and finds its data again', async () => {
  const server = await startServer();
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/sign-in\?token=bhl_/);
  const answer = await fetch(`${server.origin}/healthz`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('application/json');
  expect(await answer.json()).toBeTypeOf('object');

  // two commands at once, while the server runs
  const [first, second] = await Promise.all([missionsOf(server.dataFolder), missionsOf(server.dataFolder)]);
  expect(first).toEqual(second);
  expect(first).toMatchObject([{ name: 'exercise', simulated: true }]);
  expect(first[0]!.records.incident).toBe(600);

  const ran = await server.stop();
  expect(ran.code).toBe(0);
  expect(ran.stdout.match(/^ready /gm)).toHaveLength(1);
  // nothing but its own words
  expect(ran.stderr.split('\n').filter((line) => line !== '' && !line.startsWith('bluehelm: '))).toEqual([]);
  expect(existsSync(join(server.dataFolder, 'postgres', 'postmaster.pid'))).toBe(false);
  expect(processesNaming(server.dataFolder)).toEqual([]);

  const again = await startServer({ dataFolder: server.dataFolder });
  expect(await missionsOf(server.dataFolder)).toEqual(first);
  expect((await again.stop()).code).toBe(0);
});

test('the end of the starter ends the server, and of the whole tree is survived', async () => {
  const server = await startServer();
  await server.kill();
  await until('the server and its database are gone', () => processesNaming(server.dataFolder).length === 0);
  expect(existsSync(join(server.dataFolder, 'postgres', 'postmaster.pid'))).toBe(false);

  // starter and server die at once; their database goes on until the next start takes it over
  const next = await startServer({ dataFolder: server.dataFolder });
  const postmaster = await postmasterOf(server.dataFolder);
  await next.kill(true);
  await until('the server is gone', async () => !(await answers(next.origin)));
  expect(await postmasterOf(server.dataFolder)).toBe(postmaster);

  // the database dies with them
  const third = await startServer({ dataFolder: server.dataFolder });
  await Promise.all([third.kill(true), killDatabase(server.dataFolder)]);
  const fourth = await startServer({ dataFolder: server.dataFolder });
  expect((await missionsOf(server.dataFolder))[0]!.records.incident).toBe(600);
  expect((await fourth.stop()).code).toBe(0);
  expect(processesNaming(server.dataFolder)).toEqual([]);
});

const answers = (origin: string): Promise<boolean> =>
  fetch(`${origin}/healthz`).then(
    () => true,
    () => false,
  );

test('a port that is taken is said so, with another to choose, and nothing stays behind', async () => {
  const dataFolder = await temporaryFolder();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const ran = await runBluehelm(['start', '--port', `${port}`, '--no-open', '--data', dataFolder]);
  other.close();
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain(`Port ${port} is in use`);
  expect(ran.stderr).toContain(`--port ${port + 1}`);
  expect(ran.stderr).toContain('(PORT_TAKEN)');
  expect(processesNaming(dataFolder)).toEqual([]);
});

test('two servers of one data folder: the second joins the database, and either may end first', async () => {
  const first = await startServer();
  const second = await startServer({ dataFolder: first.dataFolder });
  expect((await first.stop()).code).toBe(0);
  expect((await fetch(`${second.origin}/healthz`)).status).toBe(200);
  expect((await second.stop()).code).toBe(0);
  expect(processesNaming(first.dataFolder)).toEqual([]);
});

test.each([
  ['--port', 'abc'],
  ['--port', '65536'],
  ['--port', ''],
  ['--exercise-size', '10'],
])('%s %s is refused with exit code 2 before anything starts', async (option, value) => {
  const dataFolder = join(await temporaryFolder(), 'new');
  const ran = await runBluehelm(['start', option, value, '--data', dataFolder]);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(option);
  expect(ran.stderr).toContain('a whole number from');
  expect(existsSync(dataFolder)).toBe(false);
});
