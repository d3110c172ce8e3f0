import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, openEngine } from '../../src/foundation/database/engine/index.ts';
import { launcher, type Ran, type RunningServer, runBluehelm, startServer } from '../support/bluehelm.ts';
import { gedFile } from '../support/ged-files.ts';

let server: RunningServer;
let engine: Engine;

beforeAll(async () => {
  server = await startServer();
  engine = await openEngine({ dataFolder: server.dataFolder });
});
afterAll(async () => {
  await engine.close();
  await server.stop();
});

const command = (...words: string[]): Promise<Ran> =>
  runBluehelm([...words, '--data', server.dataFolder], { cwd: server.dataFolder });

const api = (path: string, token: string): Promise<Response> =>
  fetch(`${server.origin}/api/v1/${path}`, { headers: { authorization: `Bearer ${token}` } });

test('a token lets its bearer in until it is revoked', async () => {
  const made = await command('token', 'create', '--mission', 'exercise', '--role', 'reader', '--json');
  expect(made.code).toBe(0);
  const { token, id } = JSON.parse(made.stdout) as { token: string; id: string };
  expect((await api('records?kind=incident&limit=1', token)).status).toBe(200);

  const listed = await command('token', 'list', '--mission', 'exercise', '--json');
  expect(JSON.parse(listed.stdout)).toContainEqual(
    expect.objectContaining({ id, role: 'reader', use: 'api' }),
  );
  // the secret is shown once
  expect(listed.stdout).not.toContain(token);
  expect((await command('token', 'list')).stdout).toContain(`${id}  api  token:api  reader  until `);

  expect((await command('token', 'revoke', id)).stdout).toBe('revoked\n');
  expect((await api('records?kind=incident&limit=1', token)).status).toBe(401);
  const again = await command('token', 'revoke', id, '--json');
  expect([again.code, again.stdout]).toEqual([1, '{"revoked":false}\n']);
});

test('a sign-in link of the command line lets a browser in, once', async () => {
  const made = await command('token', 'sign-in', '--port', `${server.port}`, '--json');
  const { url } = JSON.parse(made.stdout) as { url: string };
  const first = await fetch(url, { redirect: 'manual' });
  expect(first.status).toBeLessThan(400);
  expect(first.headers.get('set-cookie')).toContain('HttpOnly');
  expect((await fetch(url, { redirect: 'manual' })).status).toBeGreaterThanOrEqual(400);
});

test('records are exported in every format, and a reader that has seen enough is no failure', async () => {
  const csv = await command('export', '--mission', 'exercise');
  const [header, ...lines] = csv.stdout.trimEnd().split('\r\n');
  expect(header).toMatch(
    /^.?id,source,source_id,date_start,date_end,date_precision,latitude,longitude,place_precision,category,deaths_best,deaths_low,deaths_high/,
  );
  expect(lines).toHaveLength(600);
  const ndjson = await command('export', '--mission', 'exercise', '--format', 'ndjson');
  expect(
    ndjson.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toHaveLength(600);
  const out = join(server.dataFolder, 'out.geojson');
  const geojson = await command(
    'export',
    '--mission',
    'exercise',
    '--format',
    'geojson',
    '--out',
    out,
    '--json',
  );
  expect(JSON.parse(geojson.stdout)).toEqual({ exported: 600, file: out });
  expect(JSON.parse(await readFile(out, 'utf8')).features).toHaveLength(600);

  const words = `node ${launcher} export --mission exercise --data ${server.dataFolder} | head -2; exit \${PIPESTATUS[0]}`;
  const piped = spawnSync('bash', ['-c', words], { encoding: 'utf8' });
  expect(piped.stdout.split('\n')).toHaveLength(3);
  expect([piped.status, piped.stderr]).toEqual([0, '']);
});

test('formulas in a file are text here, and are defused where they leave for a spreadsheet', async () => {
  const file = await gedFile(server.dataFolder, 'formula.csv', { rows: 3 });
  const text = await readFile(file, 'utf8');
  const formula = '=HYPERLINK(A1)';
  await writeFile(
    file,
    text.replace(/Government of Kadora|Front of the North|River Guard|Orun League/g, formula),
  );
  await command('import', file, '--mission', 'formulas');
  const kept = await command('export', '--mission', 'formulas', '--format', 'ndjson');
  expect(kept.stdout).toContain(`"${formula}`);
  const cells = await command('export', '--mission', 'formulas');
  expect(cells.stdout).toContain(formula);
  expect(cells.stdout).not.toMatch(/(^|,)"?=/m);
});

test.each([
  ['export --mission nowhere', 1, 'MISSION_UNKNOWN'],
  ['export --mission exercise --kind ship', 2, 'KIND_UNKNOWN'],
  ['export --mission exercise --format xls', 2, 'one of geojson, csv, ndjson'],
  ['export --mission exercise --from tomorrow', 2, 'tomorrow'],
  ['export', 2, '--mission'],
  ['token create --mission exercise --role king', 2, 'ROLE_UNKNOWN'],
  ['token create --mission exercise --role reader --days 0', 2, '--days 0'],
  ['token create --mission exercise --role reader --level secretish', 2, 'secretish'],
  ['token revoke nonsense', 2, 'nonsense'],
  ['token sign-in --port abc', 2, '--port abc'],
  ['audit verify --mission nowhere', 1, 'MISSION_UNKNOWN'],
  ['frobnicate', 2, "unknown command 'frobnicate'"],
  ['import --frobnicate', 2, '--frobnicate'],
])('%s: exit code %d, saying "%s"', async (words, code, message) => {
  const ran = await runBluehelm([
    ...words.split(' '),
    ...(words.startsWith('frob') ? [] : ['--data', server.dataFolder]),
  ]);
  expect.soft(ran.stderr).toContain(message);
  expect.soft(ran.stderr).not.toContain('please report');
  expect(ran.code).toBe(code);
});

test('doctor finds all well, and audit verify finds a row that was tampered with', async () => {
  const well = await command('doctor', '--json');
  expect(well.code).toBe(0);
  const { ok, findings } = JSON.parse(well.stdout) as { ok: boolean; findings: { check: string }[] };
  expect(ok).toBe(true);
  expect(findings.map((one) => one.check)).toEqual(
    expect.arrayContaining(['bluehelm', 'node', 'database', 'disk', 'row security', 'mission exercise']),
  );
  const intact = await command('audit', 'verify', '--mission', 'exercise');
  expect([intact.code, intact.stdout]).toEqual([0, expect.stringMatching(/^exercise: intact, \d+ entries/)]);

  const owner = new pg.Client({ connectionString: engine.ownerUrl });
  await owner.connect();
  await owner.query(`update bluehelm.audit_entry set actor = 'nobody' where seq = 2`);
  await owner.end();
  const broken = await command('audit', 'verify', '--mission', 'exercise');
  expect([broken.code, broken.stdout]).toEqual([1, expect.stringContaining('exercise: BROKEN at entry 2')]);
  expect((await command('doctor')).code).toBe(1);
});
