import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../../../tests/support/server.ts';

let server: TestServer;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bluehelm-web-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<title>the page</title>');
  await writeFile(join(folder, 'favicon.svg'), '<svg/>');
  await writeFile(join(folder, 'assets', 'app-B3xY12ab.js'), `// ${'code '.repeat(1_000)}`);
  await writeFile(join(folder, '..', `${folder.split('/').at(-1)}-outside.txt`), 'outside');
  server = await testServer({ webFolder: folder });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(`${folder}-outside.txt`, { force: true });
});

const get = (url: string, headers = {}) => server.app.inject({ url, headers });

test('files named by their content are kept by browsers for ever, the page is always asked for anew', async () => {
  const asset = await get('/assets/app-B3xY12ab.js');
  expect(asset.headers['content-type']).toMatch('javascript');
  expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  for (const url of ['/', '/index.html', '/favicon.svg'])
    expect((await get(url)).headers['cache-control'], url).toBe('no-cache');
});

test('every address of the browser’s router answers with the page, a missing file or route does not', async () => {
  for (const url of ['/', '/map', '/records/0192/history', '/map?kind=incident'])
    expect((await get(url)).body, url).toMatch('the page');
  for (const url of ['/assets/gone-12345678.js', '/api', '/api/v1/none', '/ogc/none'])
    expect((await get(url)).statusCode, url).toBe(404);
});

test('nothing outside the folder is served', async () => {
  const outside = `${folder.split('/').at(-1)}-outside.txt`;
  for (const url of [
    `/../${outside}`,
    `/%2e%2e/${outside}`,
    `/assets/..%2f..%2f${outside}`,
    `/..%5c${outside}`,
    '/%00',
  ]) {
    const reply = await get(url);
    expect(reply.body, url).not.toBe('outside');
    expect(reply.statusCode, `${url} ${reply.body}`).toBeLessThan(500);
  }
});

test('answers are compressed where the caller takes it and it is worth it', async () => {
  const plain = (await get('/assets/app-B3xY12ab.js')).body;
  const brotli = await get('/assets/app-B3xY12ab.js', { 'accept-encoding': 'br, gzip' });
  expect(brotli.headers['content-encoding']).toBe('br');
  expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(plain);
  const gzip = await get('/api/v1/openapi.json', { 'accept-encoding': 'gzip' });
  expect(gzip.headers['content-encoding']).toBe('gzip');
  expect(JSON.parse(gunzipSync(gzip.rawPayload).toString()).openapi).toBe('3.1.0');
  expect((await get('/healthz', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBeUndefined();
});
