import type { SurfaceSummary } from './queries.ts';

/** The summary inside a kept surface's body, as far as it is there. */
export const summaryOf = (body: Readonly<Record<string, unknown>>): Partial<SurfaceSummary> =>
  typeof body.summary === 'object' && body.summary !== null
    ? (body.summary as Partial<SurfaceSummary>)
    : (body as Partial<SurfaceSummary>);
