export type { App, HttpNeeds, RoomNeeds, RouteRoom } from './app.ts';
export { auditExport, exportChunks, exportForms } from './records/export.ts';
export { type Feature, featureOf } from './records/feature.ts';
export { filterParameters } from './records/query.ts';
export {
  content,
  IdParams,
  Marking,
  RecordRef,
} from './schemas.ts';
export { openServer } from './server.ts';
export { sessionIn } from './session/authentication.ts';
