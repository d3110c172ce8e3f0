export * from './database.ts';
export { migrate } from './migrate.ts';
export { storableJson, storableText } from './storable.ts';
export type * from './tables.ts';
