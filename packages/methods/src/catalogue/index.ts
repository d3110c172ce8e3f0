import { hotspotsCatalogue } from '../hotspots/catalogue.ts';
import { scoresCatalogue } from '../scores/catalogue.ts';
import type { MethodEntry } from './entry.ts';

/** Every method that can be called by name, in the order of the list. */
export const catalogue: readonly MethodEntry[] = [...hotspotsCatalogue, ...scoresCatalogue];

export type * from './entry.ts';
export { expectedOf } from './parameters.ts';
export { type MethodOutcome, type MethodRequest, runMethod } from './run-method.ts';
export { type RawColumn, type Table, tableOf } from './table.ts';
