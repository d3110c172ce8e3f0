import { expect, test } from 'vitest';
import { createClient, ServerProblem } from './client.ts';

const answering = (status: number, body: string, seen: Request[] = []): typeof fetch =>
  (async (url: string, init: RequestInit) => {
    seen.push(new Request(new URL(url, 'http://here'), { method: init.method!, headers: init.headers! }));
    return new Response(body, { status });
  }) as typeof fetch;

test('a refusal is thrown as the server’s own problem, in full', async () => {
  const document = {
    type: 't',
    title: 'T',
    status: 412,
    code: 'RECORD_STALE',
    detail: 'Version 3 was given.',
    mend: 'Read it again.',
  };
  const client = createClient('alpha', answering(412, JSON.stringify(document)));
  const error = await client.get('/records/1').catch((one: unknown) => one);
  expect(error).toBeInstanceOf(ServerProblem);
  expect((error as ServerProblem).document).toEqual(document);
});

test('an answer that is no problem document, and no answer at all, are problems that say so', async () => {
  const proxy = createClient(undefined, answering(502, '<html>bad gateway'));
  expect(await proxy.get('/x').catch((error: ServerProblem) => [error.code, error.status])).toEqual([
    'UNEXPLAINED',
    502,
  ]);
  const dead = createClient(undefined, (async () => {
    throw new TypeError('refused');
  }) as typeof fetch);
  expect(await dead.get('/x').catch((error: ServerProblem) => error.code)).toBe('UNREACHABLE');
});

test('every call is in its mission, changes carry their version and the header that forms cannot send', async () => {
  const seen: Request[] = [];
  const client = createClient('alpha', answering(200, '{}', seen));
  await client.send('PATCH', '/records/1', { body: {}, version: 3 });
  const [request] = seen;
  expect(new URL(request!.url).search).toBe('?mission=alpha');
  expect(request!.headers.get('if-match')).toBe('"3"');
  expect(request!.headers.get('x-bluehelm')).toBe('1');
});
