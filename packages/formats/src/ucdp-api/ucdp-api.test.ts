import { afterEach, expect, test } from 'vitest';
import { gedFixture } from '../ucdp-ged/fixture.ts';
import { type UcdpApiOptions, ucdpApiEvents } from './events.ts';
import { retryAfterMs } from './request.ts';
import { type StandIn, type StandInOptions, ucdpStandIn } from './stand-in.test-support.ts';

const { Result: events } = JSON.parse([...gedFixture({ rows: 25, seed: 5, layout: 'api' })].join('')) as {
  Result: Record<string, unknown>[];
};

let server: StandIn | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const fetchAll = async (standIn: Partial<StandInOptions>, options: Partial<UcdpApiOptions> = {}) => {
  server = await ucdpStandIn({ events, token: 'secret', ...standIn });
  const pages = [];
  const asked = {
    baseUrl: server.baseUrl,
    version: '24.1',
    token: 'secret',
    pageSize: 10,
    backOffMs: 1,
    ...options,
  };
  for await (const page of ucdpApiEvents(asked)) pages.push(page);
  return pages;
};

test('all pages are fetched one after the other, every event once', async () => {
  const pages = await fetchAll({});
  expect(pages.map((page) => page.rows.length)).toEqual([10, 10, 5]);
  const rows = pages.flatMap((page) => page.rows);
  expect(rows.map((row) => row.value.sourceId)).toEqual(events.map((event) => String(event.id)));
  expect(rows.map((row) => row.line)).toEqual(events.map((_, at) => at + 1));
  expect(pages[0]).toMatchObject({ page: 0, totalPages: 3, totalCount: 25, refused: [] });
  expect(JSON.parse(rows[3]?.raw ?? '')).toEqual(events[3]);
});

test('filters go to the server by its own names', async () => {
  const pages = await fetchAll(
    {},
    {
      filters: {
        country: [9901],
        typeOfViolence: [2, 3],
        startDate: '2016-01-01',
        endDate: '2022-12-31',
        geography: { south: 10, west: -5, north: 15, east: 5 },
      },
    },
  );
  const types = pages.flatMap((page) => page.rows.map((row) => row.value.typeOfViolence));
  expect(types.length).toBeGreaterThan(0);
  expect(types).not.toContain(1);
  const asked = new URL(server?.requests[0] ?? '', 'http://x').searchParams;
  expect(Object.fromEntries(asked)).toEqual({
    pagesize: '10',
    page: '0',
    Country: '9901',
    TypeOfViolence: '2,3',
    StartDate: '2016-01-01',
    EndDate: '2022-12-31',
    Geography: '10 -5,15 5',
  });
});

test('an interrupted fetch can go on with a later page', async () => {
  const pages = await fetchAll({}, { page: 2 });
  expect(pages.flatMap((page) => page.rows.map((row) => row.line))).toEqual([21, 22, 23, 24, 25]);
});

test('a wrong token is said as such, is not tried again and stands in no message', async () => {
  const failed = await fetchAll({}, { token: 'guessed' }).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'UCDP_API_TOKEN_REFUSED', mend: expect.stringContaining('token') });
  expect(String(failed)).not.toContain('guessed');
  expect(server?.requests).toHaveLength(1);
});

test('a busy server is asked again, after as long as it says', async () => {
  const times: number[] = [];
  const pages = await fetchAll({
    interfere: (_, response, count) => {
      times.push(performance.now());
      if (count === 2) response.writeHead(429, { 'retry-after': '1' }).end();
      if (count === 3) response.writeHead(503).end();
      return count === 2 || count === 3;
    },
  });
  expect(pages).toHaveLength(3);
  expect(times[2]! - times[1]!).toBeGreaterThan(950);
});

test('a server that stays busy is given up with a Problem', async () => {
  const busy: StandInOptions['interfere'] = (_, response) => {
    response.writeHead(503).end();
    return true;
  };
  await expect(fetchAll({ interfere: busy }, { retries: 2 })).rejects.toMatchObject({
    code: 'UCDP_API_BUSY',
  });
  expect(server?.requests).toHaveLength(3);
});

test('a broken connection is tried again, a silent server given up after the timeout', async () => {
  const pages = await fetchAll({
    interfere: (request, _, count) => {
      if (count === 1) request.socket.destroy();
      return count === 1;
    },
  });
  expect(pages).toHaveLength(3);
  await server?.close();
  await expect(fetchAll({ interfere: () => true }, { retries: 0, timeoutMs: 50 })).rejects.toMatchObject({
    code: 'UCDP_API_UNREACHABLE',
  });
});

test('a next page on another server is not followed, nor is a redirect', async () => {
  await expect(fetchAll({ nextBase: 'https://elsewhere.example' })).rejects.toMatchObject({
    code: 'UCDP_API_FOREIGN_PAGE',
  });
  await server?.close();
  const redirect: StandInOptions['interfere'] = (_, response) => {
    response.writeHead(302, { location: 'https://elsewhere.example/' }).end();
    return true;
  };
  await expect(fetchAll({ interfere: redirect })).rejects.toMatchObject({ code: 'UCDP_API_REFUSED' });
});

test('an answer that is not JSON of the API is refused, and an unknown version said', async () => {
  const page: StandInOptions['interfere'] = (_, response) => {
    response.end('<html>Please sign in</html>');
    return true;
  };
  await expect(fetchAll({ interfere: page })).rejects.toMatchObject({ code: 'UCDP_API_ANSWER_BROKEN' });
  await server?.close();
  await expect(fetchAll({}, { version: 'latest' })).rejects.toMatchObject({ code: 'UCDP_API_NOT_FOUND' });
});

test('a page that points to itself ends in a Problem, not in a loop', async () => {
  const loop: StandInOptions['interfere'] = (request, response) => {
    response.end(JSON.stringify({ TotalCount: 1, TotalPages: 9, NextPageUrl: request.url, Result: [] }));
    return true;
  };
  await expect(fetchAll({ interfere: loop })).rejects.toThrow(/follows itself/);
});

test('an abort ends the waiting at once', async () => {
  const stop = new AbortController();
  const busy: StandInOptions['interfere'] = (_, response) => {
    response.writeHead(503, { 'retry-after': '60' }).end();
    setTimeout(() => stop.abort(new Error('stopped by the user')), 20);
    return true;
  };
  const begun = performance.now();
  await expect(fetchAll({ interfere: busy }, { signal: stop.signal })).rejects.toThrow();
  expect(performance.now() - begun).toBeLessThan(5000);
});

test('a faulty event of the API is refused alone', async () => {
  const spoiled = events.map((event, at) => (at === 1 ? { ...event, latitude: 95 } : event));
  const pages = await fetchAll({ events: spoiled });
  expect(pages.flatMap((page) => page.refused)).toMatchObject([{ line: 2, column: 'latitude', given: '95' }]);
});

test('Retry-After is read as seconds or as a date', () => {
  expect(retryAfterMs('7')).toBe(7000);
  expect(retryAfterMs('Wed, 21 Oct 2015 07:28:10 GMT', Date.UTC(2015, 9, 21, 7, 28))).toBe(10_000);
  expect(retryAfterMs('soon')).toBeUndefined();
  expect(retryAfterMs(null)).toBeUndefined();
});
