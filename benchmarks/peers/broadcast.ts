// the same broadcast without any filter: each change of a mission goes to every connection, whoever it is
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findMission } from '../../src/foundation/access/index.ts';
import { openLive } from '../../src/foundation/live/index.ts';
import { openHouse } from '../../src/main/house.ts';
import type { ServerAnswer, ServerQuestion } from '../ours/server.ts';
import { answering } from '../processes.ts';

const closing: (() => Promise<void>)[] = [];

answering(
  async ({ url, folder, mission: name }: ServerQuestion & { mission: string }): Promise<ServerAnswer> => {
    const house = await openHouse({ dataFolder: folder, url });
    const live = await openLive(house);
    const listeners = new Set<ServerResponse>();
    await live.onChange(await findMission(house.db, name), ({ rows }) => {
      for (const { seq, type: _, ...row } of rows) {
        const frame = Buffer.from(`id: ${seq}\nevent: change\ndata: ${JSON.stringify({ seq, ...row })}\n\n`);
        for (const listener of listeners) listener.write(frame);
      }
    });
    const server = createServer((_, response) => {
      response.socket?.setNoDelay(true);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('retry: 2000\n\n');
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(async () => {
      server.closeAllConnections();
      server.close();
      await live.close();
      await house.close();
    });
    return { port: (server.address() as AddressInfo).port };
  },
  async () => {
    for (const close of closing) await close();
  },
);
