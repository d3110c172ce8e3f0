import { constants } from 'node:zlib';
import { Problem } from '@bluehelm/kernel';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import Fastify, { LogController } from 'fastify';
import { credentialChannel } from '../access/index.ts';
import { openReads } from '../audit/index.ts';
import { openLive } from '../live/index.ts';
import type { App, HttpNeeds, RoomNeeds, RouteRoom } from './app.ts';
import { jsonLimit, parseBodies } from './body-parsers.ts';
import { changeRoutes } from './changes.ts';
import { answerProblems } from './errors.ts';
import { healthRoute } from './health.ts';
import { loggerOptions, logRequests } from './logging.ts';
import { ogcRoutes } from './ogc/routes.ts';
import { describeRoutes, openapiRoute } from './openapi.ts';
import { exportRoutes } from './records/export.ts';
import { kindRoutes } from './records/kinds.ts';
import { listRoute } from './records/list.ts';
import { singleRoutes } from './records/single.ts';
import { secure } from './security.ts';
import { authenticate } from './session/authentication.ts';
import { openRecogniser } from './session/recogniser.ts';
import { sessionRoutes } from './session/routes.ts';
import { validatorCompiler } from './validation.ts';
import { serveWebApp } from './web-app.ts';

/**
 * Builds the server with the foundation's routes for every kind and the rooms' own. It is not listening yet; closing
 * it ends the live feed and chains the last reads, but leaves the database open.
 */
export const openServer = async (given: HttpNeeds, rooms: readonly RouteRoom[] = []): Promise<App> => {
  const app: App = Fastify({
    logger: loggerOptions(given.log),
    // requests are logged by logRequests, which knows what must stay out
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: jsonLimit,
    trustProxy: given.trustProxy ?? false,
    requestIdHeader: false,
    genReqId: () => crypto.randomUUID(),
    // an open stream of events must not hold up the end
    forceCloseConnections: true,
    return503OnClosing: true,
    exposeHeadRoutes: true,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
  });
  const recogniser = openRecogniser(given.db, () => given.clock?.().getTime() ?? Date.now());
  const live = await openLive(given, {
    onFailure: (error) => app.log.error({ name: (error as Error).name }, 'live feed'),
    channels: { [credentialChannel]: () => recogniser.forget() },
  });
  const reads = openReads(given, (error) => app.log.error({ name: (error as Error).name }, 'audit of reads'));
  const needs: RoomNeeds = { ...given, live, reads };

  app.setValidatorCompiler(validatorCompiler());
  // answers are our own and typed; native JSON is the fastest way to write records with bodies of any shape
  app.setSerializerCompiler(() => JSON.stringify);
  answerProblems(app);
  parseBodies(app);
  logRequests(app);
  secure(app, needs);
  await app.register(cookie);
  await app.register(compress, {
    threshold: 1_024,
    encodings: ['br', 'gzip'],
    globalDecompression: false,
    customTypes: /^text\/(?!event-stream)|[+/](x-nd)?json|[+/]xml|javascript|wasm/,
    // the strongest setting takes longer than the network does
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  });
  await describeRoutes(app, needs);
  await authenticate(app, needs, recogniser);

  const foundation: RouteRoom[] = [
    healthRoute,
    openapiRoute,
    (to) => sessionRoutes(to, needs, recogniser),
    kindRoutes,
    listRoute,
    exportRoutes,
    singleRoutes,
    changeRoutes,
    ogcRoutes,
  ];
  for (const room of [...foundation, ...rooms]) await room(app, needs);
  await serveWebApp(app, needs.webFolder);

  app.addHook('preClose', async () => {
    await live.close();
  });
  app.addHook('onClose', async () => {
    await live.close();
    await reads.close().catch((error: unknown) => {
      if (!(error instanceof Problem)) app.log.error({ name: (error as Error).name }, 'audit of reads');
    });
  });
  await app.ready();
  return app;
};
