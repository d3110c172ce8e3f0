import { randomUUID } from 'node:crypto';
import { Problem, type ProblemDocument } from '@bluehelm/kernel';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { accessProblems } from '../access/index.ts';
import type { App } from './app.ts';
import { httpProblems } from './problems.ts';

/** Everything that goes wrong is answered as a problem document; what was not foreseen tells nothing of the inside. */
export const answerProblems = (app: App): void => {
  app.setErrorHandler((error: FastifyError | Problem, request, reply) => {
    const problem = error instanceof Problem ? error : asProblem(error, request);
    if (problem) return sendProblem(reply, problem.toJSON());
    const id = randomUUID();
    request.log.error({ problem: id, ...innerFacts(error) }, 'unexpected');
    const unexpected = new Problem(
      httpProblems.unexpected,
      'The request was not carried out; nothing was left half done.',
      { mend: `Try again; if it stays, look for ${id} in the server’s log.` },
    );
    return sendProblem(reply, { ...unexpected.toJSON(), id });
  });
  app.setNotFoundHandler((request) => {
    throw unknownRoute(request);
  });
};

/** @returns the problem of an address where there is nothing */
export const unknownRoute = (request: FastifyRequest): Problem =>
  new Problem(
    httpProblems.routeUnknown,
    `There is no ${request.method} ${request.url.split('?')[0]!.slice(0, 200)}.`,
    { mend: 'GET /api/v1/openapi.json lists every address.' },
  );

const sendProblem = (reply: FastifyReply, document: ProblemDocument & { id?: string }): FastifyReply => {
  if (document.status === 401) reply.header('www-authenticate', 'Bearer realm="bluehelm"');
  if (document.status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', '2');
  return reply
    .code(document.status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(document);
};

// SQLSTATE classes: 08 connection, 53 resources, 57 intervention, 40 transaction rolled back; 2202E: a marking was
// numbered elsewhere that this process has not heard of yet
const away = /^(08|53|57|40|2202E)/;
const unreachable = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT']);
// a character the database cannot keep, a number or date beyond its range
const unkeepable = new Set(['22021', '22P05', '22P02', '22003', '22008', '54000']);

const asProblem = (error: FastifyError, request: FastifyRequest): Problem | undefined => {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem(
        httpProblems.bodyTooLarge,
        `The body is larger than ${request.routeOptions.bodyLimit} bytes, the limit here.`,
        { mend: 'Send less at once; files go to /api/v1/imports, which has no such limit.' },
      );
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_EMPTY_TYPE':
      return mediaTypeRefused(request);
    // row security refused a write: said like a missing right, whatever the reason
    case '42501':
      return new Problem(accessProblems.rightMissing, 'You do not have the right for this.');
    default:
  }
  if (isPostgres(error)) {
    if (away.test(error.code)) return databaseAway(error);
    if (unkeepable.has(error.code))
      return new Problem(
        httpProblems.requestRefused,
        'A text, number or date in the request cannot be kept by the database.',
      );
    return undefined;
  }
  if (
    unreachable.has(error.code) ||
    /Connection terminated|timeout exceeded when trying to connect/.test(error.message)
  )
    return databaseAway(error);
  const status = error.statusCode ?? 500;
  if (error.code?.startsWith('FST_') && status < 500)
    return new Problem({ ...httpProblems.requestRefused, status }, `${error.message}.`);
  return undefined;
};

const databaseAway = (cause: Error) =>
  new Problem(
    httpProblems.databaseAway,
    'The database does not answer just now; nothing was left half done.',
    {
      mend: 'Try again in a moment.',
      cause,
    },
  );

export const mediaTypeRefused = (request: FastifyRequest): Problem =>
  new Problem(
    httpProblems.mediaTypeRefused,
    `The body has the media type "${String(request.headers['content-type'] ?? 'none').slice(0, 80)}"; ${
      request.routeOptions.config.upload ? 'application/octet-stream' : 'application/json'
    } was expected.`,
  );

const isPostgres = (error: Error & { code?: string; severity?: string }): boolean =>
  error.severity !== undefined;

/** What the log may know of an error: never its text, which may repeat what a record says. */
const innerFacts = (error: Error & { code?: string; routine?: string; constraint?: string }): object => ({
  name: error.name,
  code: error.code,
  ...(isPostgres(error) ? { routine: error.routine, constraint: error.constraint } : { text: error.message }),
  stack: error.stack
    ?.split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 12),
});
