export { hotspotSurface } from './kind.ts';
export type { Made } from './make.ts';
export type { HotspotParameters } from './parameters.ts';
export { hotspotRoutes } from './routes.ts';
export { keepSurface, previewSurface, recordText, rerunSurface } from './service.ts';
