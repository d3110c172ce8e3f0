export * from './design.ts';
export * from './from-table.ts';
export * from './groups.ts';
