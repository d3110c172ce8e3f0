import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../../../tests/support/server.ts';
import { openMarkings, recognise, revoke } from '../access/index.ts';
import { openDatabase } from '../database/index.ts';
import { createRecord, openKinds } from '../records/index.ts';
import type { Batch } from './index.ts';

let server: TestServer;
let port: number;
let writer: string;

const secret = { level: 'confidential' as const, compartments: [], organisation: 'mission' };

beforeAll(async () => {
  server = await testServer();
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  port = (server.app.server.address() as AddressInfo).port;
  writer = await server.token({ clearance: secret });
});

interface Event {
  readonly event: string;
  readonly id: string;
  readonly data: { readonly seq: number; readonly id: string; readonly title?: string };
}

/** A client of the stream, as a browser's EventSource is one. */
const listen = async (token: string, headers: Record<string, string> = {}, query = '') => {
  const events: Event[] = [];
  let ended = false;
  const outgoing = request({
    host: '127.0.0.1',
    port,
    path: `/api/v1/changes/stream${query}`,
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  await new Promise<void>((resolve, reject) => {
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      expect(response.statusCode).toBe(200);
      expect(response.headers['content-type']).toMatch('text/event-stream');
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        resolve();
        text += chunk;
        const parts = text.split('\n\n');
        text = parts.pop()!;
        for (const part of parts) {
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1] ?? '';
          if (field('event'))
            events.push({ event: field('event'), id: field('id'), data: JSON.parse(field('data')) });
        }
      });
      response.on('error', () => undefined);
      response.on('close', () => {
        ended = true;
      });
    });
    outgoing.end();
  });
  return {
    events,
    titles: () => events.map(({ event, data }) => (event === 'change' ? data.title : event)),
    ended: () => ended,
    leave: () => outgoing.destroy(),
  };
};

const memo = async (text: string, marking: object = { audience: ['*'] }) => {
  const reply = await server.call(writer, 'POST', '/api/v1/records', {
    kind: 'memo',
    marking,
    body: { text },
  });
  expect(reply.statusCode, reply.body).toBe(201);
  return reply.json();
};
const patch = async (record: { id: string; version: number }, change: object) => {
  const reply = await server.call(writer, 'PATCH', `/api/v1/records/${record.id}`, change, {
    'if-match': `"${record.version}"`,
  });
  expect(reply.statusCode, reply.body).toBe(200);
  return reply.json();
};

test('listeners hear what they may see in the order of commits, and that they lost sight, never more', async () => {
  const high = await listen(writer);
  const low = await listen(await server.token());
  const open = await memo('open');
  await memo('closed', { level: 'confidential', audience: ['*'] });
  const raised = await patch(open, { marking: { level: 'confidential' } });
  const edited = await patch(raised, { body: { text: 'edited while closed' } });
  await patch(edited, { marking: { level: 'unclassified' } });
  await memo('last');
  await expect.poll(low.titles).toEqual(['open', 'removed', 'edited while closed', 'last']);
  await expect.poll(() => high.events.at(-1)?.data.title).toBe('last');
  expect(high.titles()).not.toContain('removed');
  expect(low.events[1]!.data).toEqual({ seq: expect.any(Number), id: open.id });
  const order = high.events.map(({ data }) => data.seq);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  high.leave();
  low.leave();
});

test('who comes back with Last-Event-ID has missed nothing, sight lost meanwhile included', async () => {
  const token = await server.token();
  const first = await listen(token);
  const kept = await memo('kept');
  const lost = await memo('lost');
  await expect.poll(() => first.events.length).toBe(2);
  first.leave();
  const { id } = first.events[1]!;

  await patch(kept, { body: { text: 'kept, changed' } });
  await patch(lost, { marking: { level: 'confidential' } });
  await memo('made meanwhile');
  const again = await listen(token, { 'last-event-id': id });
  await memo('made after');
  await expect.poll(again.titles).toEqual(['kept, changed', 'removed', 'made meanwhile', 'made after']);
  again.leave();

  const polled = (await server.call(token, 'GET', `/api/v1/changes?after=${id}`)).json();
  expect(polled.changes.map((one: { id: string; removed?: boolean }) => one.removed ?? false)).toEqual([
    false,
    true,
    false,
    false,
  ]);
  const page = (await server.call(token, 'GET', `/api/v1/changes?after=${id}&limit=2`)).json();
  const rest = (await server.call(token, 'GET', `/api/v1/changes?after=${page.next}`)).json();
  expect(page.changes.length + rest.changes.length).toBe(4);
});

test('resuming while much is written neither loses nor doubles an event', async () => {
  const token = await server.token();
  const start = (await server.call(token, 'GET', '/api/v1/changes?limit=1000')).json().next;
  const listeners: Awaited<ReturnType<typeof listen>>[] = [];
  const wanted: string[] = [];
  for (let i = 0; i < 40; i++) {
    const text = `burst ${i}`;
    wanted.push(text);
    const writing = memo(text);
    if (i % 10 === 5) listeners.push(await listen(token, {}, `?after=${start}`));
    await writing;
  }
  for (const listener of listeners) {
    await expect.poll(() => listener.events.length).toBe(40);
    expect(listener.titles()).toEqual(wanted);
    listener.leave();
  }
});

test('a marking that another process has numbered is heard by who may read it', async () => {
  const listener = await listen(await server.token());
  const other = await openDatabase(server.db.ownerUrl, { migrate: false });
  const needs = { db: other, markings: await openMarkings(other), kinds: openKinds(server.needs.kinds.all) };
  const session = {
    mission: server.mission,
    actor: 'elsewhere',
    role: 'analyst' as const,
    clearance: { level: 'unclassified' as const, compartments: [], organisation: 'elsewhere' },
    get bits() {
      return needs.markings.bits(this.clearance);
    },
  };
  await createRecord(needs, session, 'memo', {
    marking: { audience: ['mission'] },
    body: { text: 'from elsewhere' },
  });
  await createRecord(needs, session, 'memo', { body: { text: 'their own' } });
  await createRecord(needs, session, 'memo', { marking: { audience: ['*'] }, body: { text: 'for all' } });
  await expect.poll(listener.titles).toEqual(['from elsewhere', 'for all']);
  listener.leave();
  await other.close();
});

test('a stream ends when its credential is revoked', async () => {
  const token = await server.token();
  const listener = await listen(token);
  const { id } = await recognise(server.db, token);
  await revoke(server.db, id);
  await expect.poll(listener.ended).toBe(true);
});

test('the house follows a mission under every marking', async () => {
  const { openLive } = await import('./index.ts');
  const live = await openLive(server.needs);
  const batches: Batch[] = [];
  const stop = await live.onChange(server.mission, (batch) => void batches.push(batch));
  const made = await memo('for the columns', { level: 'confidential' });
  await expect.poll(() => batches.flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual([made.id]);
  expect(batches.at(-1)!.seq).toBe(made.seq);
  stop();
  await memo('not heard any more');
  await live.close();
  expect(batches).toHaveLength(1);
});

test('a listener that does not read is dropped', async () => {
  const { openListeners } = await import('./listeners.ts');
  let ended = false;
  let waiting = 0;
  const listeners = openListeners(server.needs.markings);
  const bits = server.needs.markings;
  const number = await bits.number({
    level: 'unclassified',
    compartments: [],
    originator: 'mission',
    audience: ['*'],
  });
  listeners.add({
    sink: {
      write: (frames) => {
        waiting += frames.length;
      },
      get waiting() {
        return waiting;
      },
      end: () => {
        ended = true;
      },
    },
    clearance: { level: 'unclassified', compartments: [], organisation: 'mission' },
    credential: server.mission.id,
    last: 0,
    pending: undefined,
  });
  for (let seq = 1; !ended && seq < 100; seq++)
    listeners.broadcast({
      seq,
      rows: [
        {
          type: 'changed',
          seq,
          id: server.mission.id,
          kind: 'memo',
          version: 1,
          state: 'open',
          title: 'x'.repeat(50_000),
          when: null,
          where: null,
          marking: number,
        },
      ],
    });
  expect(ended).toBe(true);
  expect(waiting).toBeLessThan(1_200_000);
  expect([...listeners.all()]).toEqual([]);
});
