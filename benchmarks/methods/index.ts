import type { Line } from '../line.ts';
import { autocorrelationLines } from './lines/autocorrelation.ts';
import { clusterLines } from './lines/clusters.ts';
import { comparisonLines } from './lines/comparisons.ts';
import { countLines } from './lines/counts.ts';
import { effectLines } from './lines/effects.ts';
import { forecastLines } from './lines/forecasts.ts';
import { planLines } from './lines/plans.ts';
import { processLines } from './lines/processes.ts';
import { scanLines } from './lines/scan.ts';
import { selfExcitingLines } from './lines/self-exciting.ts';
import { surfaceLines } from './lines/surfaces.ts';

/** The lines of the methods, in the order of the library. */
export const methodLines: readonly Line[] = [
  ...surfaceLines,
  ...autocorrelationLines,
  ...clusterLines,
  ...scanLines,
  ...processLines,
  ...countLines,
  ...forecastLines,
  ...effectLines,
  ...comparisonLines,
  ...planLines,
  ...selfExcitingLines,
];
