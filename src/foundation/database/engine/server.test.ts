import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '@bluehelm/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, openEngine } from './index.ts';

const dataFolder = await mkdtemp(join(tmpdir(), 'bluehelm-server-'));
let embedded: Engine;

beforeAll(async () => {
  embedded = await openEngine({ dataFolder });
});
afterAll(async () => {
  await embedded.close();
  await rm(dataFolder, { recursive: true, force: true });
});

const altered = (change: (url: URL) => void): string => {
  const url = new URL(embedded.ownerUrl);
  change(url);
  return url.href;
};

const problemOf = async (url: string): Promise<Problem> => {
  const error = await openEngine({ dataFolder, url }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Problem);
  return error as Problem;
};

test('a server is used as it is', async () => {
  const engine = await openEngine({ dataFolder, url: embedded.ownerUrl });
  expect(engine).toMatchObject({ kind: 'server', ownerUrl: embedded.ownerUrl, version: embedded.version });
  await engine.close();
});

test('each way a server can fail has its own code, and none shows the password', async () => {
  const secret = 'hunter2hunter2';
  const problems = [
    await problemOf(`not a url ${secret}`),
    await problemOf(`postgresql://u:${secret}@[bad/db`),
    await problemOf(`postgresql://u:${secret}@127.0.0.1:1/db`),
    await problemOf(
      altered((url) => {
        url.password = secret;
      }),
    ),
    await problemOf(
      altered((url) => {
        url.pathname = '/absent';
      }),
    ),
  ];
  expect(problems.map(({ code }) => code)).toEqual([
    'DATABASE_URL_INVALID',
    'DATABASE_URL_INVALID',
    'DATABASE_UNREACHABLE',
    'DATABASE_LOGIN_REFUSED',
    'DATABASE_MISSING',
  ]);
  const { inspect } = await import('node:util');
  for (const problem of problems) {
    const shown = `${inspect(problem, { depth: 9 })} ${JSON.stringify(problem)}`;
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain(new URL(embedded.ownerUrl).password);
  }
});

/** Speaks just enough of PostgreSQL's protocol 3.0 to be an old server: ready at once, one row for one question. */
const oldServer = (): Promise<Server> =>
  new Promise((resolve) => {
    const frame = (type: string, body: Buffer) => {
      const head = Buffer.alloc(5);
      head.write(type);
      head.writeInt32BE(body.length + 4, 1);
      return Buffer.concat([head, body]);
    };
    const ready = frame('Z', Buffer.from('I'));
    const column = (name: string) =>
      Buffer.concat([
        Buffer.from(`${name}\0`),
        Buffer.from('000000000000000000190000ffffffff0000'.slice(0, 36), 'hex'),
      ]);
    const value = (text: string) => {
      const size = Buffer.alloc(4);
      size.writeInt32BE(text.length);
      return Buffer.concat([size, Buffer.from(text)]);
    };
    const count = Buffer.from([0, 2]);
    const answer = Buffer.concat([
      frame('T', Buffer.concat([count, column('name'), column('number')])),
      frame('D', Buffer.concat([count, value('14.9 (Debian)'), value('140009')])),
      frame('C', Buffer.from('SELECT 1\0')),
      ready,
    ]);
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        if (chunk[0] === 0x51) socket.write(answer);
        else if (chunk[0] === 0) socket.write(Buffer.concat([frame('R', Buffer.alloc(4)), ready]));
        else socket.end();
      });
    });
    server.listen(0, '127.0.0.1', () => resolve(server));
  });

test('a server older than 15 is refused with its version', async () => {
  const server = await oldServer();
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const problem = await problemOf(`postgresql://u:p@127.0.0.1:${port}/db`);
  server.close();
  expect(problem).toMatchObject({ code: 'DATABASE_TOO_OLD', detail: expect.stringContaining('14.9') });
});
