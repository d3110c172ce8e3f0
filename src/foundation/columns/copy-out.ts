import type { Connection, QueryResult } from 'pg';
import type { Client } from '../database/index.ts';

/** What of pg's connection a running query may use. */
interface Wire {
  readonly stream: {
    listeners(event: 'data'): ((chunk: Buffer) => void)[];
    on(event: 'data', handler: (chunk: Buffer) => void): unknown;
    removeListener(event: 'data', handler: (chunk: Buffer) => void): unknown;
  };
  query(text: string): void;
}

// kinds of message, PostgreSQL documentation, "Message Formats"
const COPY_DATA = 0x64;
const COPY_DONE = 0x63;
const ERROR = 0x45;
// a kind and the length of what follows it, itself included
const frameHead = 5;

/**
 * Runs COPY … TO STDOUT and hands each message's bytes on where they lie, without a copy or an object for any of them:
 * a stream of messages costs more than reading what is in them.
 * @param take is given the piece of a buffer that is one message; it is only good until `take` returns
 */
export const copyOut = (
  client: Client,
  text: string,
  take: (bytes: Buffer, from: number, to: number) => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    let rest: Buffer = Buffer.alloc(0);
    let wire: Wire;
    let others: (chunk: Buffer) => void;

    const handBack = (bytes: Buffer) => {
      wire.stream.removeListener('data', read);
      wire.stream.on('data', others);
      others(bytes);
    };

    const read = (chunk: Buffer): void => {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let at = 0;
      let over = false;
      while (!over && bytes.length - at >= frameHead) {
        const kind = bytes[at]!;
        const end = at + 1 + bytes.readUInt32BE(at + 1);
        // an error is for pg to read, whole
        over = kind === ERROR || (kind === COPY_DONE && end <= bytes.length);
        if (kind === ERROR || end > bytes.length) break;
        if (kind === COPY_DATA) hand(bytes, at + frameHead, end);
        at = end;
      }
      rest = bytes.subarray(at);
      if (over) handBack(rest);
    };

    const hand = (bytes: Buffer, from: number, to: number): void => {
      try {
        take(bytes, from, to);
      } catch (error) {
        reject(error);
      }
    };

    client.query({
      submit: (connection: Connection) => {
        wire = connection as unknown as Wire;
        [others] = wire.stream.listeners('data') as [(chunk: Buffer) => void];
        wire.stream.removeListener('data', others);
        wire.stream.on('data', read);
        wire.query(text);
      },
      handleError: reject,
      handleCommandComplete: () => undefined,
      handleReadyForQuery: () => resolve(),
    } as unknown as { submit(connection: Connection): void } & QueryResult);
  });
