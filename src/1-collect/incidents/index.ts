export { categories, categoryNames } from './categories.ts';
export { fromGed, fromGedJson } from './from-ged.ts';
export { type IncidentBody, incident, incidentFlags } from './kind.ts';
