import type { FastifyServerOptions } from 'fastify';
import type { App, HttpNeeds } from './app.ts';

/** The server's log: JSON lines about requests, never their bodies, queries (a sign-in link is one) or secrets. */
export const loggerOptions = (log: HttpNeeds['log']): FastifyServerOptions['logger'] =>
  log === undefined
    ? false
    : {
        level: log.level,
        ...(log.stream ? { stream: log.stream } : {}),
        base: null,
        timestamp: () => `,"time":"${new Date().toISOString()}"`,
        serializers: {
          req: (request) => ({ method: request.method, path: request.url.split('?')[0] }),
          res: (reply) => ({ status: reply.statusCode }),
          err: (error) => ({
            type: error.name,
            message: '',
            stack: '',
            code: (error as { code?: string }).code,
          }),
        },
      };

export const logRequests = (app: App): void => {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        actor: request.caller?.credential.label,
        mission: request.caller?.session?.mission.name,
      },
      'request',
    );
  });
};
