import type { FastifyRequest } from 'fastify';

export interface LinkTo {
  readonly href: string;
  readonly rel: string;
  readonly type?: string;
  readonly title?: string;
}

export const json = 'application/json';
export const geojson = 'application/geo+json';
export const openapi = 'application/vnd.oai.openapi+json;version=3.1';

/**
 * Makes absolute addresses as the caller reached us, in the mission the caller named.
 * @param path from the root, such as `/ogc/collections`
 */
export const addressOf = (
  request: FastifyRequest,
  path: string,
  query: Readonly<Record<string, string | number | undefined>> = {},
): string => {
  const url = new URL(path, `${request.protocol}://${request.host}`);
  const { mission } = request.query as { mission?: string };
  for (const [name, value] of Object.entries({ ...query, mission }))
    if (value !== undefined) url.searchParams.set(name, String(value));
  return url.href;
};

/** The address of this very request. */
export const selfOf = (request: FastifyRequest): string =>
  new URL(request.url, `${request.protocol}://${request.host}`).href;
