import type { LongRun } from '../long-run.ts';

/** Where places lie, and the matrices that hold a row per place and a column per step of time, row by row. */
export interface ScanData {
  /** a coordinate of each place in the plane, or its longitude in degrees */
  readonly x: Float64Array;
  /** the other coordinate, or its latitude in degrees */
  readonly y: Float64Array;
  /** equal steps of time, e.g. days; 1 where there is no time */
  readonly steps: number;
  /** whole numbers of cases: cases[place · steps + step] */
  readonly cases: Float64Array;
}

export interface ScanOptions extends LongRun {
  /** the plane, with radii in its units, or degrees on the earth, with radii in kilometres */
  readonly coordinates: 'plane' | 'degrees';
  /**
   * `space`: circles over all time; `retrospective`: circles × any interval; `prospective`: circles × intervals that
   * end with the last step, for surveillance
   */
  readonly window: 'space' | 'retrospective' | 'prospective';
  /** the largest circle's share of the population at risk, above 0 and at most 1; 0.5 when not given */
  readonly largestShare?: number | undefined;
  /** the largest circle's radius; no limit when not given */
  readonly largestRadius?: number | undefined;
  /** steps of the longest interval; half of all steps, rounded down, when not given */
  readonly longest?: number | undefined;
  /** cases that a cluster must hold; 2 when not given */
  readonly leastCases?: number | undefined;
  /**
   * Which clusters may be listed beside more likely ones: those that share no place at the same time with them
   * (`apart`, the default), or no place at all (`apart-in-space`).
   */
  readonly secondary?: 'apart' | 'apart-in-space' | undefined;
  /** the most clusters to list; 10 when not given */
  readonly mostClusters?: number | undefined;
  /** simulations under the null, e.g. 999 */
  readonly simulations: number;
  readonly seed: number | bigint;
  /** stop as soon as so many simulations have reached the most likely cluster's statistic; never when not given */
  readonly stopAfter?: number | undefined;
  /** threads beside this one; 0 when not given */
  readonly workers?: number | undefined;
}

export interface ScanCluster {
  /** the place at the circle's centre */
  readonly centre: number;
  /** the circle's places, nearest to the centre first */
  readonly places: Uint32Array;
  /** distance of the farthest place, in units of the plane or kilometres */
  readonly radius: number;
  /** first and last step, both included */
  readonly from: number;
  readonly to: number;
  readonly observed: number;
  readonly expected: number;
  /** (observed / expected) / (the same outside); Infinity when all cases are inside */
  readonly relativeRisk: number;
  readonly logLikelihoodRatio: number;
  /** Monte-Carlo p, corrected for all circles and intervals that were looked at */
  readonly p: number;
  /** p by a Gumbel distribution fitted to the simulated maxima; absent with fewer than 99 of them */
  readonly gumbelP?: number;
}

export interface ScanResult {
  readonly kind: 'scan';
  /** the most likely cluster first; empty where no window has more cases than expected */
  readonly clusters: readonly ScanCluster[];
  /** the largest log likelihood ratio of each simulation, in order */
  readonly simulatedMaxima: Float64Array;
}
