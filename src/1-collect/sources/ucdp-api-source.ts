import { type UcdpFilters, ucdpApiBase, ucdpApiEvents, ucdpGedGeojson } from '@bluehelm/formats';
import type { RowSource } from './row-source.ts';

/** What to fetch from UCDP's API, and with whose token. */
export interface UcdpApiRequest {
  /** travels in a header only; no message, record or log holds it */
  readonly token: string;
  /** release such as `25.1`, or candidate release such as `25.0.3` */
  readonly version: string;
  readonly filters?: UcdpFilters;
  /** another server that speaks the same protocol */
  readonly baseUrl?: string;
}

/** UCDP's API as a source of rows: the same events, and the same records, as in its files. */
export const ucdpApiSource = ({ baseUrl = ucdpApiBase, ...request }: UcdpApiRequest): RowSource => {
  const address = `${baseUrl.replace(/\/$/, '')}/gedevents/${request.version}`;
  return {
    name: address.replace(/^https?:\/\//, ''),
    format: ucdpGedGeojson.id,
    title: ucdpGedGeojson.title,
    layout: 'api',
    header: [],
    bytes: undefined,
    parameters: { layout: 'api', address, version: request.version, ...(request.filters ?? {}) },
    batches: ({ signal }) => ucdpApiEvents({ ...request, baseUrl, ...(signal ? { signal } : {}) }),
  };
};
