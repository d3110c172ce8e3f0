export * from './database.ts';
export { appRole, migrate } from './migrate.ts';
export { databaseProblems } from './problems.ts';
export { storableJson, storableText } from './storable.ts';
export type * from './tables.ts';
