// the product's server over an existing database, in a process of its own, as `bluehelm start` runs it
import type { AddressInfo } from 'node:net';
import { openServer } from '../../src/foundation/http/index.ts';
import { openHouse } from '../../src/main/house.ts';
import { roomRoutes } from '../../src/main/rooms.ts';
import { answering } from '../processes.ts';

export interface ServerQuestion {
  readonly url: string;
  readonly folder: string;
}

export interface ServerAnswer {
  readonly port: number;
}

const closing: (() => Promise<void>)[] = [];

answering(
  async ({ url, folder }: ServerQuestion): Promise<ServerAnswer> => {
    const house = await openHouse({ dataFolder: folder, url });
    const { kind, version } = house.engine;
    const app = await openServer(
      {
        ...house,
        version: 'benchmark',
        engine: { kind, version },
        log: { level: 'error', stream: process.stderr },
      },
      roomRoutes,
    );
    await app.listen({ host: '127.0.0.1', port: 0 });
    closing.push(
      () => app.close(),
      () => house.close(),
    );
    return { port: (app.server.address() as AddressInfo).port };
  },
  async () => {
    for (const close of closing) await close();
  },
);
