import { Problem } from '@bluehelm/kernel';
import rateLimit from '@fastify/rate-limit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  accessProblems,
  beginSession,
  type Credential,
  type Mission,
  type Needs,
} from '../../access/index.ts';
import type { App } from '../app.ts';
import { httpProblems } from '../problems.ts';
import { demandCsrfHeader } from '../security.ts';
import type { Recogniser } from './recogniser.ts';

export const cookieName = 'bluehelm_session';

// secrets have 256 bits, so this is against load and noise, not against guessing
const failuresPerMinute = 30;

/** Says who calls, in which mission, before anything of a route runs. Closed unless a route's config opens it. */
export const authenticate = async (app: App, needs: Needs, recogniser: Recogniser): Promise<void> => {
  app.decorateRequest('caller', null);
  app.decorateRequest('credential', { getter: callerOf('credential') });
  app.decorateRequest('session', { getter: callerOf('session') });
  await app.register(rateLimit, { global: false });
  const failures = app.createRateLimit({ max: failuresPerMinute, timeWindow: 60_000 });

  /** Runs a sign-in; an address that failed too often waits. @throws Problem TOO_MANY_FAILURES */
  const limited = async <T>(
    request: FastifyRequest,
    reply: FastifyReply,
    work: () => Promise<T>,
  ): Promise<T> => {
    const before = await failures(request, { increment: false });
    if (!before.isAllowed && before.isExceeded) throw tooMany(reply, before.ttlInSeconds);
    try {
      return await work();
    } catch (error) {
      if (error instanceof Problem && error.code === accessProblems.credentialRefused.code) {
        const after = await failures(request);
        if (!after.isAllowed && after.isExceeded) throw tooMany(reply, after.ttlInSeconds);
      }
      throw error;
    }
  };
  app.decorate('limited', limited);

  app.addHook('onRequest', async (request, reply) => {
    const { open, missionless } = request.routeOptions.config;
    if (open || request.is404) return;
    const credential = await limited(request, reply, () => credentialOf(request, recogniser));
    request.caller = { credential };
    if (missionless) return;
    const mission = await recogniser.mission(credential, askedMission(request));
    request.caller = { credential, session: beginSession(needs.markings, mission, credential) };
  });
};

declare module 'fastify' {
  interface FastifyInstance {
    limited<T>(request: FastifyRequest, reply: FastifyReply, work: () => Promise<T>): Promise<T>;
  }
}

const callerOf = (part: 'credential' | 'session') =>
  function (this: FastifyRequest) {
    const found = this.caller?.[part];
    if (found === undefined) throw signInNeeded();
    return found as never;
  };

const signInNeeded = () =>
  new Problem(accessProblems.signInNeeded, 'The request has neither a bearer token nor a session cookie.', {
    mend: 'Send "Authorization: Bearer TOKEN" (bluehelm token create), or open a sign-in link (bluehelm token sign-in).',
  });

const tooMany = (reply: FastifyReply, seconds: number) => {
  reply.header('retry-after', String(Math.max(1, seconds)));
  return new Problem(
    httpProblems.tooManyFailures,
    `More than ${failuresPerMinute} sign-ins from this address failed within a minute.`,
    { mend: `Try again in ${Math.max(1, seconds)} s.` },
  );
};

const credentialOf = async (request: FastifyRequest, recogniser: Recogniser): Promise<Credential> => {
  const header = request.headers.authorization;
  // what is presented is judged alone: a bad token does not fall back on the cookie
  if (header !== undefined) return recogniser.recognise(/^Bearer +(\S+)$/i.exec(header)?.[1] ?? '', 'api');
  const cookie = request.cookies[cookieName];
  if (cookie === undefined) throw signInNeeded();
  const credential = await recogniser.recognise(cookie, 'session');
  demandCsrfHeader(request);
  return credential;
};

/** The mission a call names, by parameter or header. */
const askedMission = (request: FastifyRequest): string | undefined => {
  const { mission } = request.query as { mission?: string | string[] };
  const asked = mission ?? request.headers['x-bluehelm-mission'];
  const one = Array.isArray(asked) ? asked[0] : asked;
  return one === '' ? undefined : one;
};

/** A session in a mission that the route has chosen itself (config `missionless`). */
export const sessionIn = (needs: Needs, request: FastifyRequest, mission: Mission) =>
  beginSession(needs.markings, mission, request.credential);
