// many live listeners in one process: opens their streams, and says how long after each commit its event came
import { connect, type Socket } from 'node:net';
import { answering } from '../processes.ts';

export type ListenersQuestion =
  | { readonly ask: 'open'; readonly port: number; readonly tokens: readonly string[] }
  /** the moments at which records were committed, by place in the feed, in milliseconds since 1970 */
  | { readonly ask: 'delays'; readonly committed: Readonly<Record<number, number>> };

/** Milliseconds from commit to arrival, one for each listener and record. */
export interface ListenersAnswer {
  readonly delays: readonly number[];
}

const sockets: Socket[] = [];
let arrivals: { seq: number; at: number }[] = [];

const open = async (port: number, token: string): Promise<void> => {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  sockets.push(socket);
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      const at = performance.timeOrigin + performance.now();
      const text = chunk.toString('latin1');
      if (text.startsWith('HTTP/1.1 ')) {
        if (!text.startsWith('HTTP/1.1 200')) reject(new Error(text.slice(0, 200)));
        else resolve();
      }
      for (const [, seq] of text.matchAll(/^id: (\d+)$/gm)) arrivals.push({ seq: Number(seq), at });
    });
    socket.write(
      `GET /api/v1/changes/stream HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\naccept: text/event-stream\r\n\r\n`,
    );
  });
};

answering(
  async (question: ListenersQuestion): Promise<ListenersAnswer> => {
    if (question.ask === 'open') {
      // a few at a time, as they would come
      for (let i = 0; i < question.tokens.length; i += 50)
        await Promise.all(question.tokens.slice(i, i + 50).map((token) => open(question.port, token)));
      return { delays: [] };
    }
    const { committed } = question;
    const delays = arrivals.flatMap(({ seq, at }) =>
      committed[seq] === undefined ? [] : [at - committed[seq]],
    );
    arrivals = [];
    return { delays };
  },
  async () => {
    for (const socket of sockets) socket.destroy();
  },
);
