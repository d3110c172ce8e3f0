export {
  beginImport,
  type ImportNeeds,
  type ImportRequest,
  recogniseFile,
  runImport,
  sweepLost,
} from './import.ts';
export { type ImportJob, importJob } from './job.ts';
export { type ImportBody, importKind } from './kind.ts';
export { sourceProblems } from './problems.ts';
export { headBytes, recogniseHead } from './recognise-file.ts';
export { type SourceRouteNeeds, sourceRoutes } from './routes.ts';
export { type Progress, progressOf, refusedRows } from './store.ts';
