import { Problem } from '@bluehelm/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App, HttpNeeds } from './app.ts';
import { httpProblems } from './problems.ts';

// maplibre runs its worker from a blob and draws into canvases; nothing else is looser than "self"
const contentPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "child-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const headers: Readonly<Record<string, string>> = {
  'content-security-policy': contentPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), payment=(), usb=()',
};

/** Headers that browsers heed, on every answer; answers with data are kept by no cache. */
export const secure = (app: App, needs: Pick<HttpNeeds, 'hosts'>): void => {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    reply.header('x-request-id', request.id);
    if (isData(request.url)) reply.header('cache-control', 'no-store');
    checkHost(request, needs.hosts ?? []);
  });
};

const isData = (url: string): boolean => /^\/(api|ogc|sign-in|healthz)([/?]|$)/.test(url);

const own = new Set(['localhost', '127.0.0.1', '[::1]']);
const loopback = /^(::ffff:)?127\.|^::1$/;

/**
 * Against DNS rebinding: a page elsewhere may point its own name at 127.0.0.1, but then says so in Host.
 * @throws Problem HOST_REFUSED
 */
const checkHost = (request: FastifyRequest, hosts: readonly string[]): void => {
  const local = request.raw.socket.localAddress;
  if (local !== undefined && !loopback.test(local)) return;
  const host = (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
  if (own.has(host) || hosts.includes(host)) return;
  throw new Problem(
    httpProblems.hostRefused,
    `The request names the host "${host.slice(0, 100)}"; this server answers for localhost only.`,
    { mend: 'Behind a proxy, start with the public name: --host-name NAME.' },
  );
};

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Against forged requests: another site cannot make a browser send this header together with our cookie.
 * @throws Problem CSRF_HEADER_MISSING
 */
export const demandCsrfHeader = (request: FastifyRequest): void => {
  if (safe.has(request.method) || request.headers['x-bluehelm'] === '1') return;
  throw new Problem(
    httpProblems.headerMissing,
    'A change signed in by cookie was sent without the header "x-bluehelm: 1".',
    { mend: 'Send the header, or use a bearer token.' },
  );
};

/** Writes the headers of a reply that is streamed by hand. */
export const headersOf = (reply: FastifyReply): Record<string, string> =>
  Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]));
