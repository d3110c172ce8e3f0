import swagger from '@fastify/swagger';
import { type TSchema, Type } from 'typebox';
import type { AnyKind } from '../records/index.ts';
import type { App, RoomNeeds } from './app.ts';
import { content, ProblemRef, shared } from './schemas.ts';

/** The name of a kind's body in the document: `HotspotSurfaceBody`. */
const bodyName = (kind: Pick<AnyKind, 'name'>): string =>
  `${kind.name.replace(/(^|-)([a-z0-9])/g, (_all, _dash, letter: string) => letter.toUpperCase())}Body`;

const mission = Type.Optional(
  Type.String({
    maxLength: 63,
    description: 'name of the mission; the header x-bluehelm-mission says the same',
  }),
);

/**
 * Completes every route's schemas and describes all of them in one OpenAPI 3.1 document, made from those same schemas.
 * Call before the first route is registered.
 */
export const describeRoutes = async (app: App, needs: RoomNeeds): Promise<void> => {
  app.addHook('onRoute', (route) => {
    const schema = (route.schema ?? {}) as Record<string, unknown>;
    route.schema = {
      ...schema,
      // a page of the web app has parameters of its own, which the browser's router reads
      querystring: schema.hide
        ? schema.querystring
        : strict(schema.querystring as TSchema | undefined, !route.config?.open),
      ...(route.config?.open ? { security: [] } : {}),
      response: {
        ...(schema.response as object | undefined),
        default: {
          description: 'a problem',
          content: { 'application/problem+json': { schema: ProblemRef } },
        },
      },
    };
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Bluehelm',
        description: 'From report, to prevention, to proof: records of peace operations.',
        version: needs.version,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } as { name: string },
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'bluehelm token create' },
          cookie: { type: 'apiKey', in: 'cookie', name: 'bluehelm_session' },
        },
        schemas: Object.fromEntries(needs.kinds.all.map((kind) => [bodyName(kind), kind.body])) as never,
      },
      security: [{ bearer: [] }, { cookie: [] }],
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, i) => String(json.$id ?? `def-${i}`) },
  });
  for (const schema of shared) app.addSchema(schema);
};

/** Unknown parameters are refused everywhere; every call may name its mission. */
const strict = (given: TSchema | undefined, withMission: boolean): TSchema => {
  const properties = (given as { properties?: Record<string, TSchema> } | undefined)?.properties ?? {};
  return {
    ...(given ?? { type: 'object' }),
    properties: { ...properties, ...(withMission ? { mission } : {}) },
    additionalProperties: false,
  } as TSchema;
};

export const openapiRoute = (app: App): void => {
  app.get(
    '/api/v1/openapi.json',
    {
      config: { open: true },
      schema: {
        summary: 'This document',
        tags: ['operation'],
        response: {
          200: content('application/json', Type.Object({}, { additionalProperties: true }), 'OpenAPI 3.1'),
        },
      },
    },
    async () => app.swagger(),
  );
};
