import { autocorrelationCatalogue } from '../autocorrelation/catalogue.ts';
import { clustersCatalogue } from '../clusters/catalogue.ts';
import { countsCatalogue } from '../counts/catalogue.ts';
import { effectsCatalogue } from '../effects/catalogue.ts';
import { epidemicCatalogue } from '../epidemic/catalogue.ts';
import { etasCatalogue } from '../etas/catalogue.ts';
import { forecastsCatalogue } from '../forecasts/catalogue.ts';
import { hotspotsCatalogue } from '../hotspots/catalogue.ts';
import { nearRepeatCatalogue } from '../near-repeat/catalogue.ts';
import { outbreaksCatalogue } from '../outbreaks/catalogue.ts';
import { plansCatalogue } from '../plans/catalogue.ts';
import { pointPatternsCatalogue } from '../point-patterns/catalogue.ts';
import { processesCatalogue } from '../processes/catalogue.ts';
import { scanCatalogue } from '../scan/catalogue.ts';
import { scoresCatalogue } from '../scores/catalogue.ts';
import { surfacesCatalogue } from '../surfaces/catalogue.ts';
import { treesCatalogue } from '../trees/catalogue.ts';
import { trendsCatalogue } from '../trends/catalogue.ts';
import type { MethodEntry } from './entry.ts';

/** Every method that can be called by name, in the order of the list. */
export const catalogue: readonly MethodEntry[] = [
  ...surfacesCatalogue,
  ...pointPatternsCatalogue,
  ...hotspotsCatalogue,
  ...autocorrelationCatalogue,
  ...trendsCatalogue,
  ...clustersCatalogue,
  ...nearRepeatCatalogue,
  ...scanCatalogue,
  ...processesCatalogue,
  ...scoresCatalogue,
  ...treesCatalogue,
  ...countsCatalogue,
  ...forecastsCatalogue,
  ...effectsCatalogue,
  ...outbreaksCatalogue,
  ...epidemicCatalogue,
  ...etasCatalogue,
  ...plansCatalogue,
];

export type * from './entry.ts';
export { expectedOf } from './parameters.ts';
export { type MethodOutcome, type MethodRequest, runMethod } from './run-method.ts';
export { type RawColumn, type Table, tableOf } from './table.ts';
