export { fileSource } from './file-source.ts';
export { beginImport, type ImportNeeds, runImport, sweepLost } from './import.ts';
export { type ImportJobs, importJob } from './job.ts';
export { type ImportBody, importKind } from './kind.ts';
export { type SourceRouteNeeds, sourceRoutes } from './routes.ts';
export type { RowSource } from './row-source.ts';
export type { Progress } from './store.ts';
export { ucdpApiSource } from './ucdp-api-source.ts';
