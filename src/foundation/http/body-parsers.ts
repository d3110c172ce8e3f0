import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { App } from './app.ts';
import { mediaTypeRefused } from './errors.ts';
import { parseJson } from './json.ts';

/** Largest JSON body, in bytes. */
export const jsonLimit = 1_048_576;

/** Bodies: JSON by our own careful parser, and raw bytes as a stream for routes that take uploads. */
export const parseBodies = (app: App): void => {
  app.removeAllContentTypeParsers();
  const json = async (request: FastifyRequest, text: string) => {
    if (request.routeOptions.config.upload) throw mediaTypeRefused(request);
    return parseJson(text);
  };
  app.addContentTypeParser(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'string', bodyLimit: jsonLimit },
    json,
  );
  app.addContentTypeParser('application/octet-stream', async (request: FastifyRequest, payload: Readable) => {
    if (!request.routeOptions.config.upload) throw mediaTypeRefused(request);
    return payload;
  });
};
