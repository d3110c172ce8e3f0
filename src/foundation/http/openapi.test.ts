import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { beforeAll, expect, test } from 'vitest';
import { type Reply, type TestServer, testServer } from '../../../tests/support/server.ts';

interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema?: object }> }>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, object> };
}

let server: TestServer;
let token: string;
let document: Document;
const routes: { method: string; url: string }[] = [];

beforeAll(async () => {
  server = await testServer({}, [
    (app) => {
      // rooms come last, so what was registered before is read from the router itself
      routes.push(...routesOf(app.printRoutes({ commonPrefix: false, includeHooks: false })));
    },
  ]);
  token = await server.token();
  document = (await server.app.inject('/api/v1/openapi.json')).json();
});

/** `/a/b (GET, HEAD)` per line, drawn as a tree. */
const routesOf = (tree: string): { method: string; url: string }[] => {
  const stack: { depth: number; path: string }[] = [];
  return tree.split('\n').flatMap((line) => {
    const found = /^([│├└─ ]*)(\/?.*?)(?: \(([A-Z, ]+)\))?$/.exec(line);
    if (!found?.[2]) return [];
    const depth = found[1]!.length;
    while (stack.length > 0 && stack.at(-1)!.depth >= depth) stack.pop();
    const path = `${stack.at(-1)?.path ?? ''}${found[2]}`;
    stack.push({ depth, path });
    return (found[3] ?? '')
      .split(', ')
      .filter((method) => method !== '' && method !== 'HEAD' && method !== 'OPTIONS')
      .map((method) => ({ method: method.toLowerCase(), url: path.replace(/:(\w+)/g, '{$1}') }));
  });
};

test('every route is in the document, and every path of the document is a route', () => {
  const described = Object.entries(document.paths).flatMap(([url, methods]) =>
    Object.keys(methods).map((method) => `${method} ${url}`),
  );
  const registered = routes.map(({ method, url }) => `${method} ${url}`);
  expect(registered.length).toBeGreaterThan(20);
  expect(described.sort()).toEqual(registered.sort());
});

test('every operation says what it is, what it takes, what it answers and how it fails', () => {
  expect(document.openapi).toBe('3.1.0');
  for (const [url, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods)) {
      const name = `${method} ${url}`;
      expect(operation.summary, name).toBeTruthy();
      expect(Object.keys(operation.responses).length, name).toBeGreaterThan(1);
      expect(operation.responses.default?.content, name).toHaveProperty('application/problem+json');
      for (const [, parameter] of url.matchAll(/{(\w+)}/g))
        expect(
          operation.parameters?.map((one) => one.name),
          name,
        ).toContain(parameter);
    }
});

test('every kind has its body among the components', () => {
  expect(document.components.schemas.SightingBody).toMatchObject({ required: ['title', 'colour'] });
  expect(Object.keys(document.components.schemas)).toEqual(
    expect.arrayContaining(['SightingBody', 'MemoBody', 'MissionRecord', 'Problem', 'Version', 'Mission']),
  );
});

test('answers are what the document says they are', async () => {
  const ajv = new Ajv2020({ strict: false });
  (formats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: 'api', ...document });
  const pointer = (text: string) => encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));
  const fits = (method: string, url: string, reply: Reply) => {
    const { responses } = document.paths[url]![method]!;
    const status = String(reply.statusCode) in responses ? String(reply.statusCode) : 'default';
    const type = String(reply.headers['content-type']).split(';')[0]!;
    const check = ajv.getSchema(
      `api#/paths/${pointer(url)}/${method}/responses/${status}/content/${pointer(type)}/schema`,
    );
    expect(check, `${method} ${url} ${status} ${type}`).toBeTruthy();
    expect(check!(reply.json()), `${method} ${url}: ${JSON.stringify(check!.errors)}`).toBe(true);
  };
  const call = async (
    method: 'GET' | 'POST' | 'PATCH',
    url: string,
    real = url,
    body?: object,
    headers = {},
  ) => {
    const reply = await server.call(token, method, real, body, headers);
    fits(method.toLowerCase(), url, reply);
    return reply.json();
  };
  const record = await call('POST', '/api/v1/records', '/api/v1/records', {
    kind: 'sighting',
    when: { start: '2024-05-31' },
    where: { lon: 1, lat: 2 },
    body: { title: 'A', colour: 'red' },
  });
  const one = `/api/v1/records/${record.id}`;
  await call('GET', '/api/v1/records/{id}', one);
  await call('PATCH', '/api/v1/records/{id}', one, { body: { note: 'n' } }, { 'if-match': '"1"' });
  await call('POST', '/api/v1/records/{id}/state', `${one}/state`, { to: 'closed' }, { 'if-match': '"2"' });
  await call('GET', '/api/v1/records/{id}/history', `${one}/history`);
  await call('GET', '/api/v1/records', '/api/v1/records?kind=sighting&count=true');
  await call('GET', '/api/v1/records', '/api/v1/records?kind=none');
  await call('GET', '/api/v1/changes');
  for (const url of [
    '/api/v1/kinds',
    '/api/v1/session',
    '/api/v1/missions',
    '/healthz',
    '/ogc',
    '/ogc/collections',
  ])
    await call('GET', url);
  await call('GET', '/api/v1/kinds/{name}', '/api/v1/kinds/memo');
  await call('GET', '/ogc/collections/{collectionId}', '/ogc/collections/sighting');
  await call('GET', '/ogc/collections/{collectionId}/items', '/ogc/collections/sighting/items');
});
