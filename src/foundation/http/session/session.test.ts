import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../../../../tests/support/server.ts';
import { ensureMission, grant, installationGrant, revoke, type Use } from '../../access/index.ts';

let server: TestServer;

beforeAll(async () => {
  server = await testServer();
  await ensureMission(server.db, { name: 'beta', title: 'Beta' });
});

const signIn = async () => {
  const { secret } = await grant(server.db, 'sign-in', installationGrant());
  const reply = await server.app.inject(`/sign-in?token=${secret}`);
  const cookie = String(reply.headers['set-cookie'] ?? '');
  return { secret, reply, cookie, pair: cookie.split(';')[0]! };
};

const session = (headers: Record<string, string>, query = '') =>
  server.app.inject({ url: `/api/v1/session${query}`, headers });

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

test('a sign-in link signs in once, with a cookie that scripts cannot read', async () => {
  const { reply, cookie, pair, secret } = await signIn();
  expect([reply.statusCode, reply.headers.location]).toEqual([303, '/']);
  expect(cookie).toMatch(/^bluehelm_session=bhs_/);
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Lax/);
  expect(cookie).toMatch(/Path=\//);
  const me = await session({ cookie: pair });
  expect(me.json()).toMatchObject({
    actor: 'administrator',
    role: 'administrator',
    mission: { name: 'alpha' },
    missions: [{ name: 'alpha' }, { name: 'beta' }],
  });
  expect(me.json().rights).toContain('administer');

  const again = await server.app.inject(`/sign-in?token=${secret}`);
  expect(again.statusCode).toBe(401);
  expect(again.headers['content-type']).toMatch('text/html');
  expect(again.body).toMatch('npx bluehelm token sign-in');
  // its own style is allowed by its hash, a script by nothing
  const style = /<style>([\s\S]*)<\/style>/.exec(again.body)![1]!;
  const policy = again.headers['content-security-policy'];
  expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  expect(policy).toContain("default-src 'none'");
  expect(again.headers['set-cookie']).toBeUndefined();
  const unknown = await server.app.inject('/sign-in?token=bhl_nothing');
  expect(unknown.body).toBe(again.body);
});

test('of two that use a sign-in link at once, one gets in', async () => {
  const { secret } = await grant(server.db, 'sign-in', installationGrant());
  const replies = await Promise.all([1, 2, 3].map(() => server.app.inject(`/sign-in?token=${secret}`)));
  expect(replies.map((reply) => reply.statusCode).sort()).toEqual([303, 401, 401]);
});

test('signing out ends the session everywhere at once', async () => {
  const { pair } = await signIn();
  const out = await server.app.inject({
    method: 'POST',
    url: '/api/v1/sign-out',
    headers: { cookie: pair, 'x-bluehelm': '1' },
  });
  expect(out.statusCode).toBe(204);
  expect((await session({ cookie: pair })).statusCode).toBe(401);
});

test('a change signed in by cookie needs the header that other sites cannot send', async () => {
  const { pair } = await signIn();
  const write = (headers: Record<string, string>) =>
    server.app.inject({
      method: 'POST',
      url: '/api/v1/records',
      headers: { cookie: pair, 'content-type': 'application/json', ...headers },
      payload: JSON.stringify({ kind: 'memo', body: { text: 'x' } }),
    });
  expect((await write({})).json().code).toBe('CSRF_HEADER_MISSING');
  expect((await write({ 'x-bluehelm': '1' })).statusCode).toBe(201);
});

test('unknown, expired, revoked and misused credentials are refused in the same words', async () => {
  const make = async (use: Use, hours?: number) =>
    grant(server.db, use, { ...installationGrant(), mission: server.mission.id }, hours);
  const expired = await make('api', -1);
  const revoked = await make('api');
  expect((await session(bearer(revoked.secret))).statusCode).toBe(200);
  await revoke(server.db, revoked.credential.id);
  const others = [await make('session'), await make('sign-in')];
  // the announcement of the revocation is on its way
  await expect.poll(async () => (await session(bearer(revoked.secret))).statusCode).toBe(401);
  const secrets = [
    'bht_unknown',
    '',
    'x'.repeat(5_000),
    expired.secret,
    revoked.secret,
    ...others.map((one) => one.secret),
  ];
  const replies = await Promise.all(secrets.map((secret) => session(bearer(secret))));
  expect(new Set(replies.map((reply) => `${reply.statusCode} ${reply.body}`)).size).toBe(1);
  expect(replies[0]!.json().code).toBe('CREDENTIAL_REFUSED');
  expect(replies[0]!.headers['www-authenticate']).toMatch('Bearer');
  // a token is no cookie
  const token = await make('api');
  expect((await session({ cookie: `bluehelm_session=${token.secret}` })).statusCode).toBe(401);
});

test('a mission out of reach looks like one that does not exist', async () => {
  const token = await server.token();
  const [beta, none] = await Promise.all([
    session(bearer(token), '?mission=beta'),
    session(bearer(token), '?mission=none'),
  ]);
  expect(beta.statusCode).toBe(404);
  expect(beta.body.replaceAll('beta', 'none')).toBe(none.body);
  expect((await session({ ...bearer(token), 'x-bluehelm-mission': 'beta' })).statusCode).toBe(404);
  expect((await session({ ...bearer(token), 'x-bluehelm-mission': 'alpha' })).statusCode).toBe(200);
  expect((await session(bearer(token))).json().missions).toHaveLength(1);
});

test('a token for every mission chooses by parameter or header, also a mission made a moment ago', async () => {
  const token = await server.token({ mission: undefined });
  const name = async (headers: object, query = '') =>
    (await session({ ...bearer(token), ...headers }, query)).json().mission.name;
  expect(await name({})).toBe('alpha');
  expect(await name({}, '?mission=beta')).toBe('beta');
  expect(await name({ 'x-bluehelm-mission': 'beta' })).toBe('beta');
  await ensureMission(server.db, { name: 'gamma' });
  expect(await name({}, '?mission=gamma')).toBe('gamma');
});

test('a browser that was led here under another name is refused', async () => {
  const host = (name: string) => server.app.inject({ url: '/healthz', headers: { host: name } });
  expect((await host('evil.example:4747')).json().code).toBe('HOST_REFUSED');
  for (const own of ['localhost:4747', '127.0.0.1:4747', '[::1]:4747', 'LOCALHOST'])
    expect((await host(own)).statusCode, own).toBe(200);
});

test('answers carry headers that keep browsers safe, and data is never cached', async () => {
  const reply = await session(bearer(await server.token()));
  expect(reply.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  expect(reply.headers['content-security-policy']).toMatch("frame-ancestors 'none'");
  expect(reply.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

test('health tells the version and the database', async () => {
  expect((await server.app.inject('/healthz')).json()).toMatchObject({
    status: 'ok',
    version: '0.0.0',
    database: { kind: 'embedded', version: '18' },
  });
});

// last, because the address is refused from here on
test('an address that failed too often waits, while signed-in callers elsewhere go on', async () => {
  const token = await server.token();
  const failing = () =>
    server.app.inject({ url: '/api/v1/session', headers: bearer('bht_wrong'), remoteAddress: '10.0.0.9' });
  const codes: string[] = [];
  for (let i = 0; i < 40; i++) codes.push((await failing()).json().code);
  expect(codes[0]).toBe('CREDENTIAL_REFUSED');
  expect(codes.at(-1)).toBe('TOO_MANY_FAILURES');
  expect((await failing()).headers['retry-after']).toMatch(/^\d+$/);
  expect((await session(bearer(token))).statusCode).toBe(200);
});
