import { autocorrelationCatalogue } from '../autocorrelation/catalogue.ts';
import { clustersCatalogue } from '../clusters/catalogue.ts';
import { countsCatalogue } from '../counts/catalogue.ts';
import { displacementCatalogue } from '../displacement/catalogue.ts';
import { effectsCatalogue } from '../effects/catalogue.ts';
import { epidemicCatalogue } from '../epidemic/catalogue.ts';
import { etasCatalogue } from '../etas/catalogue.ts';
import { experimentsCatalogue } from '../experiments/catalogue.ts';
import { forecastsCatalogue } from '../forecasts/catalogue.ts';
import { hotspotsCatalogue } from '../hotspots/catalogue.ts';
import { matchingCatalogue } from '../matching/catalogue.ts';
import { multipleTestingCatalogue } from '../multiple-testing/catalogue.ts';
import { nearRepeatCatalogue } from '../near-repeat/catalogue.ts';
import { outbreaksCatalogue } from '../outbreaks/catalogue.ts';
import { panelsCatalogue } from '../panels/catalogue.ts';
import { plansCatalogue } from '../plans/catalogue.ts';
import { pointPatternsCatalogue } from '../point-patterns/catalogue.ts';
import { processesCatalogue } from '../processes/catalogue.ts';
import { scanCatalogue } from '../scan/catalogue.ts';
import { scoresCatalogue } from '../scores/catalogue.ts';
import { sensitivityCatalogue } from '../sensitivity/catalogue.ts';
import { surfacesCatalogue } from '../surfaces/catalogue.ts';
import { syntheticControlCatalogue } from '../synthetic-control/catalogue.ts';
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
  ...sensitivityCatalogue,
  ...syntheticControlCatalogue,
  ...panelsCatalogue,
  ...matchingCatalogue,
  ...experimentsCatalogue,
  ...displacementCatalogue,
  ...multipleTestingCatalogue,
  ...outbreaksCatalogue,
  ...epidemicCatalogue,
  ...etasCatalogue,
  ...plansCatalogue,
];

export type * from './entry.ts';
export { expectedOf } from './parameters.ts';
export { type MethodOutcome, type MethodRequest, runMethod } from './run-method.ts';
export { type RawColumn, type Table, tableOf } from './table.ts';
