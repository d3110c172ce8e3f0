import pg from 'pg';
import type { Database } from '../database/index.ts';

/** One connection that hears what other connections and processes announce. */
export interface Notifications {
  close(): Promise<void>;
}

const againMs = 500;

/**
 * Listens on channels with one connection of its own and connects again when it breaks.
 * @param onGap announcements may have been missed: look for yourself
 * @throws where the first connection fails
 */
export const listenTo = async (
  db: Database,
  channels: Readonly<Record<string, (payload: string) => void>>,
  onGap: () => void,
): Promise<Notifications> => {
  let closed = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  const connect = async (): Promise<void> => {
    const made = new pg.Client({ ...db.app.options, application_name: 'bluehelm live', keepAlive: true });
    let lost = false;
    const lose = () => {
      if (lost || closed) return;
      lost = true;
      made.end().catch(() => undefined);
      again();
    };
    made.on('error', lose);
    made.on('end', lose);
    made.on('notification', ({ channel, payload }) => channels[channel]?.(payload ?? ''));
    try {
      await made.connect();
      for (const channel of Object.keys(channels)) await made.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      lost = true;
      await made.end().catch(() => undefined);
      throw error;
    }
    client = made;
  };

  const again = () => {
    timer = setTimeout(() => {
      connect().then(onGap, () => {
        if (!closed) again();
      });
    }, againMs).unref();
  };

  await connect();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
};
