export { fromGed, fromGedJson } from './from-ged.ts';
export { type IncidentBody, incident } from './kind.ts';
