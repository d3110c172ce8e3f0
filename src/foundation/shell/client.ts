import type { Fault, ProblemDocument } from '@bluehelm/kernel';

/** What the server refused, as it said it: `detail` is what was given and expected, `mend` how to put it right. */
export class ServerProblem extends Error {
  readonly document: ProblemDocument;

  constructor(document: ProblemDocument) {
    super(document.detail);
    this.name = 'ServerProblem';
    this.document = document;
  }

  get code(): string {
    return this.document.code;
  }
  get status(): number {
    return this.document.status;
  }
  get mend(): string | undefined {
    return this.document.mend;
  }
  get faults(): readonly Fault[] {
    return this.document.faults ?? [];
  }
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Sending {
  readonly query?: Query;
  readonly body?: unknown;
  /** the version the change was made on */
  readonly version?: number;
  readonly signal?: AbortSignal;
}

/** Calls the server in one mission. Every call throws `ServerProblem` where the server says no or cannot be reached. */
export interface Client {
  readonly mission: string | undefined;
  /** the address of a path of the API, for links and event streams */
  readonly url: (path: string, query?: Query) => string;
  readonly get: <T>(path: string, query?: Query, signal?: AbortSignal) => Promise<T>;
  readonly send: <T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, sending?: Sending) => Promise<T>;
}

/** `?a=1&b=x`; what is undefined or empty is left out, order kept. */
export const queryText = (query: Query): string => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') params.set(name, String(value));
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
};

/** Reads the problem out of an answer that is not a success, whatever its body. */
export const problemOf = (status: number, text: string): ServerProblem => {
  try {
    const read = JSON.parse(text) as Partial<ProblemDocument>;
    if (typeof read.detail === 'string' && typeof read.code === 'string')
      return new ServerProblem({ ...(read as ProblemDocument), status });
  } catch {
    // not JSON: a proxy or a crash answered
  }
  return new ServerProblem({
    type: 'about:blank',
    title: 'The server gave no reason',
    status,
    code: 'UNEXPLAINED',
    detail: `The server answered ${status}${text === '' ? ' with nothing' : ` with "${text.slice(0, 200)}"`}.`,
  });
};

const unreachable = (cause: unknown): ServerProblem =>
  new ServerProblem({
    type: 'about:blank',
    title: 'The server cannot be reached',
    status: 0,
    code: 'UNREACHABLE',
    detail: `The server did not answer (${cause instanceof Error ? cause.message : String(cause)}).`,
    mend: 'Check that Bluehelm is running and that the network reaches it; then try again.',
  });

export const createClient = (mission: string | undefined, fetcher: typeof fetch = fetch): Client => {
  const url = (path: string, query: Query = {}) => `/api/v1${path}${queryText({ mission, ...query })}`;
  const call = async <T>(method: string, path: string, sending: Sending): Promise<T> => {
    let answer: Response;
    try {
      answer = await fetcher(url(path, sending.query), {
        method,
        signal: sending.signal ?? null,
        headers: {
          accept: 'application/json',
          // what a form of another site cannot send
          'x-bluehelm': '1',
          ...(sending.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(sending.version === undefined ? {} : { 'if-match': `"${sending.version}"` }),
        },
        ...(sending.body === undefined ? {} : { body: JSON.stringify(sending.body) }),
      });
    } catch (error) {
      if (sending.signal?.aborted) throw error;
      throw unreachable(error);
    }
    if (!answer.ok) throw problemOf(answer.status, await answer.text());
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  };
  return {
    mission,
    url,
    get: (path, query = {}, signal) => call('GET', path, { query, ...(signal ? { signal } : {}) }),
    send: (method, path, sending = {}) => call(method, path, sending),
  };
};
