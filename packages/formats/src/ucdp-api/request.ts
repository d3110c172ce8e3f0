import { setTimeout as sleep } from 'node:timers/promises';
import { Problem, type ProblemDefinition } from '@bluehelm/kernel';
import { ucdpApiProblems } from './problems.ts';

export interface RequestOptions {
  readonly token: string;
  readonly signal?: AbortSignal;
  /** milliseconds for one attempt, its body included; default 60 000 */
  readonly timeoutMs?: number;
  /** further attempts after 429, 502, 503, 504 and broken connections; default 5 */
  readonly retries?: number;
  /** milliseconds before the first retry, doubled each time, unless `Retry-After` says otherwise; default 1000 */
  readonly backOffMs?: number;
  /** longest wait in milliseconds, also for `Retry-After`; default 120 000 */
  readonly longestWaitMs?: number;
  /** longest answer in characters; default 200 000 000 */
  readonly answerLength?: number;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
}

/** Gets one page as text, trying again where that may help. @throws Problem of `ucdpApiProblems`, or the abort's reason */
export const requestPage = async (url: URL, options: RequestOptions): Promise<string> => {
  const { retries = 5, backOffMs = 1000, longestWaitMs = 120_000, signal } = options;
  for (let attempt = 0; ; attempt++) {
    let problem: Problem;
    let wait = backOffMs * 2 ** attempt;
    try {
      const answer = await ask(url, options);
      if (answer.status === 200) return answer.text;
      problem = problemOf(answer, url);
      if (![429, 502, 503, 504].includes(answer.status)) throw problem;
      wait = retryAfterMs(answer.retryAfter) ?? wait;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof Problem) throw error;
      const why = error instanceof Error ? causeOf(error) : String(error);
      problem = say(
        ucdpApiProblems.unreachable,
        `${url.origin} did not answer: ${why}.`,
        'Check the connection and the address.',
        error,
      );
    }
    if (attempt >= retries || wait > longestWaitMs) throw problem;
    await sleep(wait, undefined, { signal });
  }
};

const ask = async (url: URL, options: RequestOptions): Promise<Answer> => {
  const { token, signal, timeoutMs = 60_000, answerLength = 200_000_000 } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, {
    headers: { 'x-ucdp-access-token': token, accept: 'application/json' },
    // a redirect could carry the token to another server
    redirect: 'manual',
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  });
  const parts: string[] = [];
  let length = 0;
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    const part = decoder.decode(chunk, { stream: true });
    length += part.length;
    if (length > answerLength)
      throw say(
        ucdpApiProblems.answerBroken,
        `An answer is longer than ${answerLength} characters.`,
        'Ask for smaller pages.',
      );
    parts.push(part);
  }
  parts.push(decoder.decode());
  return { status: response.status, text: parts.join(''), retryAfter: response.headers.get('retry-after') };
};

const problemOf = ({ status, text }: Answer, url: URL): Problem => {
  const said = text.replaceAll(/\s+/g, ' ').slice(0, 200);
  if (status === 401 || status === 403)
    return say(
      ucdpApiProblems.tokenRefused,
      `The UCDP API answered ${status}: the access token is missing, wrong or has expired.`,
      'Ask UCDP for a token and set it with the source.',
    );
  if (status === 404)
    return say(
      ucdpApiProblems.notFound,
      `${url.origin}${url.pathname} was not found.`,
      'Check the version, such as 24.1, and the base address.',
    );
  if (status === 429 || status === 503)
    return say(
      ucdpApiProblems.busy,
      `The UCDP API answered ${status}, also after several attempts.`,
      'Try again later; its daily limit may be used up.',
    );
  return say(ucdpApiProblems.refused, `The UCDP API answered ${status}: ${said}`, 'Check the filters.');
};

/** `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110, 10.2.3). */
export const retryAfterMs = (header: string | null, now: number = Date.now()): number | undefined => {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
};

const say = (definition: ProblemDefinition, detail: string, mend: string, cause?: unknown): Problem =>
  new Problem(definition, detail, { mend, cause });

const causeOf = (error: Error): string =>
  error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
