export { categories, categoryNames } from './categories.ts';
export { fromGed } from './from-ged.ts';
export { type IncidentBody, incident, incidentFlags } from './kind.ts';
