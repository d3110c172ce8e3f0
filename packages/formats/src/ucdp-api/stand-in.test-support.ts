import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StandInOptions {
  readonly events: readonly Record<string, unknown>[];
  readonly token: string;
  /** answers a request itself and returns true, to play a fault */
  readonly interfere?: (request: IncomingMessage, response: ServerResponse, count: number) => boolean;
  /** what the next page's address starts with; its own where missing */
  readonly nextBase?: string;
}

export interface StandIn {
  readonly baseUrl: string;
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

/** A server that speaks as UCDP's API does: token header, filters, pages that point to each other. */
export const ucdpStandIn = async (options: StandInOptions): Promise<StandIn> => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (options.interfere?.(request, response, requests.length)) return;
    if (request.headers['x-ucdp-access-token'] !== options.token) {
      response.writeHead(401).end('Missing or invalid token');
      return;
    }
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    if (!/^\/api\/gedevents\/\d+(\.\d+)+$/.test(url.pathname)) {
      response.writeHead(404).end('No such resource');
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(pageOf(options, url)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/api/`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const pageOf = ({ events, nextBase }: StandInOptions, url: URL) => {
  const size = Number(url.searchParams.get('pagesize') ?? 100);
  const page = Number(url.searchParams.get('page') ?? 0);
  const list = (name: string) => url.searchParams.get(name)?.split(',').map(Number);
  const countries = list('Country');
  const types = list('TypeOfViolence');
  const from = url.searchParams.get('StartDate') ?? '';
  const to = url.searchParams.get('EndDate') ?? '9999';
  const wanted = events.filter(
    (event) =>
      (countries?.includes(Number(event.country_id)) ?? true) &&
      (types?.includes(Number(event.type_of_violence)) ?? true) &&
      String(event.date_end).slice(0, 10) >= from &&
      String(event.date_start).slice(0, 10) <= to,
  );
  const pages = Math.ceil(wanted.length / size);
  const link = (number: number): string => {
    const target = new URL(url);
    target.searchParams.set('page', String(number));
    return nextBase === undefined ? target.href : `${nextBase}${target.pathname}${target.search}`;
  };
  return {
    TotalCount: wanted.length,
    TotalPages: pages,
    PreviousPageUrl: page > 0 ? link(page - 1) : '',
    NextPageUrl: page + 1 < pages ? link(page + 1) : '',
    Result: wanted.slice(page * size, (page + 1) * size),
  };
};
