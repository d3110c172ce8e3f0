import { Type } from 'typebox';
import { demand } from '../access/index.ts';
import { listChanges } from '../live/index.ts';
import type { App, RoomNeeds } from './app.ts';
import { closed } from './records/query.ts';
import { content } from './schemas.ts';
import { headersOf } from './security.ts';

const after = Type.Optional(Type.Integer({ minimum: 0, description: '"next" of the page before' }));

/** The mission's change feed: in pages, and live as server-sent events. */
export const changeRoutes = (app: App, needs: RoomNeeds): void => {
  const tags = ['changes'];
  app.get(
    '/api/v1/changes',
    {
      schema: {
        summary: 'What changed, in the order of commits',
        tags,
        querystring: Type.Object(
          { after, limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 500 })) },
          closed,
        ),
        response: {
          200: Type.Object({
            changes: Type.Array(
              Type.Object({
                seq: Type.Integer(),
                id: Type.String(),
                kind: Type.Optional(Type.String()),
                version: Type.Optional(Type.Integer()),
                state: Type.Optional(Type.String()),
                removed: Type.Optional(
                  Type.Boolean({
                    description: 'the record may no longer be seen; nothing else is said of it',
                  }),
                ),
              }),
            ),
            next: Type.Integer(),
            more: Type.Boolean({ description: 'whether there is more already' }),
          }),
        },
      },
    },
    async ({ session, query }) => {
      demand(session, 'read');
      const { entries, next, more } = await listChanges(needs, session, query.after ?? 0, query.limit ?? 500);
      const changes = entries.map((entry) =>
        entry.type === 'changed'
          ? { seq: entry.seq, id: entry.id, kind: entry.kind, version: entry.version, state: entry.state }
          : { seq: entry.seq, id: entry.id, removed: true },
      );
      return { changes, next, more };
    },
  );

  app.get(
    '/api/v1/changes/stream',
    {
      // an answer that never ends has no HEAD
      exposeHeadRoute: false,
      compress: false,
      schema: {
        summary: 'Changes as they happen (server-sent events "change" and "removed")',
        description: 'Comes back without a gap with the header Last-Event-ID, or with after.',
        tags,
        querystring: Type.Object({ after }, closed),
        response: { 200: content('text/event-stream', Type.String(), 'events') },
      },
    },
    async (request, reply) => {
      const { session, credential } = request;
      demand(session, 'read');
      const { raw } = reply;
      const from = lastEventId(request.headers['last-event-id']) ?? request.query.after;
      let stop: (() => void) | undefined;
      let gone = false;
      raw.on('close', () => {
        gone = true;
        stop?.();
      });
      const sink = {
        write: (frames: Uint8Array | string) => void raw.write(frames),
        get waiting() {
          return raw.writableLength;
        },
        end: () => {
          if (raw.headersSent) raw.destroy();
        },
      };
      try {
        stop = await needs.live.listen(session, credential.id, sink, from, () => {
          reply.hijack();
          raw.socket?.setNoDelay(true);
          raw.socket?.setTimeout(0);
          raw.writeHead(200, {
            ...headersOf(reply),
            'content-type': 'text/event-stream; charset=utf-8',
            'x-accel-buffering': 'no',
          });
          raw.write('retry: 2000\n\n');
        });
        if (gone) stop();
      } catch (error) {
        if (!reply.sent && !raw.headersSent) throw error;
        raw.destroy();
      }
    },
  );
};

const lastEventId = (header: string | string[] | undefined): number | undefined =>
  typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
