import { Type } from 'typebox';
import type { App, RoomNeeds } from './app.ts';

const answerMs = 3_000;

const Health = Type.Object({
  status: Type.String({ enum: ['ok', 'starting', 'failing'] }),
  version: Type.String(),
  database: Type.Object({ kind: Type.String({ enum: ['embedded', 'server'] }), version: Type.String() }),
  startedAt: Type.String(),
  reason: Type.Optional(Type.String()),
});

/** Whether the server can do its work: it can where its database answers. */
export const healthRoute = (app: App, needs: RoomNeeds): void => {
  const startedAt = (needs.clock?.() ?? new Date()).toISOString();
  app.get(
    '/healthz',
    {
      config: { open: true },
      schema: {
        summary: 'Whether the server works',
        tags: ['operation'],
        response: { 200: Health, 503: Health },
      },
    },
    async (_request, reply) => {
      const known = { version: needs.version, database: { ...needs.engine }, startedAt };
      const answered = await Promise.race([
        needs.db.app.query('select 1').then(
          () => true,
          () => false,
        ),
        new Promise<false>((done) => setTimeout(done, answerMs, false).unref()),
      ]);
      if (answered) return { status: 'ok', ...known };
      return reply.code(503).send({ status: 'failing', ...known, reason: 'the database does not answer' });
    },
  );
};
