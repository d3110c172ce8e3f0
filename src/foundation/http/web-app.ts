import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Type } from 'typebox';
import type { App } from './app.ts';
import { unknownRoute } from './errors.ts';

// the build names such files by their content
const hashed = /^assets\/.+-[\w-]{8,}\.\w+$/;
const server = /^(api|ogc|healthz|sign-in)(\/|$)/;

/** Serves the built web app: its files, and its page for every address that the browser's router knows. */
export const serveWebApp = async (app: App, folder: string | undefined): Promise<void> => {
  if (folder !== undefined)
    await app.register(fastifyStatic, {
      root: folder,
      serve: false,
      cacheControl: false,
      index: false,
      // the build puts a .br and a .gz beside each file
      preCompressed: true,
    });
  app.get(
    '/*',
    {
      config: { open: true },
      schema: { hide: true, querystring: Type.Object({}), params: Type.Object({ '*': Type.String() }) },
    },
    (request, reply) => {
      const path = request.params['*'];
      if (folder === undefined || server.test(path)) throw unknownRoute(request);
      if (path !== '' && existsSync(join(folder, path)) && !path.split('/').includes('..')) {
        reply.header('cache-control', hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
        return reply.sendFile(path);
      }
      // a file that is missing is no page
      if (/\.\w{1,8}$/.test(path)) throw unknownRoute(request);
      return reply.header('cache-control', 'no-cache').sendFile('index.html');
    },
  );
};
