// asks a server for lists over several keep-alive connections, each sending its next request when it has an answer
import { connect, type Socket } from 'node:net';
import { answering } from '../processes.ts';
import { quantile } from '../rounds.ts';

export interface ListQuestion {
  readonly port: number;
  readonly token: string;
  readonly paths: readonly string[];
  readonly clients: number;
  readonly seconds: number;
}

export interface ListAnswer {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

answering(async ({ port, token, paths, clients, seconds }: ListQuestion): Promise<ListAnswer> => {
  const until = performance.now() + seconds * 1000;
  const taken: number[] = [];
  const started = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      const get = await openConnection(port, token);
      for (let i = client; performance.now() < until; i += clients) {
        const before = performance.now();
        await get.path(paths[i % paths.length]!);
        taken.push(performance.now() - before);
      }
      get.close();
    }),
  );
  const perSecond = taken.length / ((performance.now() - started) / 1000);
  return { perSecond, p50Ms: quantile(taken, 0.5), p95Ms: quantile(taken, 0.95) };
});

/** As little of HTTP as is needed, so that the client takes little of the machine that it shares with the server. */
const openConnection = async (port: number, token: string) => {
  const socket: Socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let answered: (status: string) => void = () => undefined;
  let failed: (error: Error) => void = () => undefined;
  let status = '';
  let missing = -1;
  let head = Buffer.alloc(0);
  socket.on('error', (error) => failed(error));
  socket.on('close', () => failed(new Error('The server closed the connection.')));
  socket.on('data', (chunk) => {
    let body = chunk.length;
    if (missing < 0) {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const headers = head.toString('latin1', 0, end);
      status = headers.slice(9, 12);
      missing = Number(/^content-length: (\d+)/im.exec(headers)?.[1] ?? Number.NaN);
      if (Number.isNaN(missing)) failed(new Error(`An answer without content-length: ${headers}`));
      body = head.length - end - 4;
    }
    missing -= body;
    if (missing > 0) return;
    missing = -1;
    head = Buffer.alloc(0);
    answered(status);
  });
  return {
    path: async (path: string): Promise<void> => {
      const answer = new Promise<string>((resolve, reject) => {
        answered = resolve;
        failed = reject;
      });
      socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n\r\n`);
      const got = await answer;
      if (got !== '200') throw new Error(`${path} was answered with ${got}.`);
    },
    close: () => {
      failed = () => undefined;
      socket.destroy();
    },
  };
};
