import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { breathing } from '../long-run.ts';
import { allFinite, methodProblems, numberWithin, positive, sameLength, wholeNumber } from '../problems.ts';
import { circlesAround } from './circles.ts';
import { type Candidate, intervalOf, separateClusters } from './clusters.ts';
import { gumbelP, sequentialP, simulateMaxima } from './monte-carlo.ts';
import { cellsOf, type NullModel } from './null-models.ts';
import type { ScanCluster, ScanData, ScanOptions, ScanResult } from './options.ts';
import { inSlots, type ScanPlan, scanPlan } from './plan.ts';
import type { ScanModel } from './score.ts';
import { centreSearch } from './search-centre.ts';

/** What tells one model from another. */
interface ModelInputs {
  readonly model: ScanModel;
  /** per place and step; sums to the number of cases */
  readonly expected: Float64Array;
  /** of each place: what the largest share is a share of */
  readonly population: Float64Array;
  /** @param cells see `cellsOf` */
  readonly nullModel: (cells: Int32Array, width: number) => NullModel;
}

/** Checks what all models share; a purely spatial scan gets its matrices summed over time. */
export const checkedScan = (
  data: ScanData,
  matrices: Readonly<Record<string, Float64Array>>,
  options: ScanOptions,
): { places: number; steps: number } => {
  const places = sameLength({ x: data.x, y: data.y });
  allFinite('x', data.x);
  allFinite('y', data.y);
  wholeNumber('steps', data.steps, 1, 1_000_000);
  for (const [name, values] of Object.entries(matrices)) {
    if (values.length !== places * data.steps)
      throw new Problem(
        methodProblems.lengths,
        `${name} has ${values.length} values; ${places} places × ${data.steps} steps were expected.`,
      );
    for (let i = 0; i < values.length; i++)
      if (!(values[i]! >= 0 && values[i]! < Number.POSITIVE_INFINITY))
        throw new Problem(
          methodProblems.value,
          `${name}[${i}] is ${values[i]}; a number of at least 0 was expected.`,
        );
  }
  numberWithin('largestShare', options.largestShare ?? 0.5, Number.MIN_VALUE, 1);
  if (options.largestRadius !== undefined) positive('largestRadius', options.largestRadius);
  wholeNumber('leastCases', options.leastCases ?? 2, 1);
  wholeNumber('mostClusters', options.mostClusters ?? 10, 1);
  wholeNumber('simulations', options.simulations, 1, 9_999_999);
  if (options.stopAfter !== undefined) wholeNumber('stopAfter', options.stopAfter, 1);
  if (options.longest !== undefined) wholeNumber('longest', options.longest, 1, data.steps);
  return { places, steps: data.steps };
};

/** @throws Problem METHOD_VALUE_INVALID at the first count that is not whole */
export const allWhole = (name: string, values: Float64Array): void => {
  for (let i = 0; i < values.length; i++)
    if (!Number.isInteger(values[i]!))
      throw new Problem(
        methodProblems.value,
        `${name}[${i}] is ${values[i]}; a whole number of at least 0 was expected.`,
      );
};

/** A matrix of places and steps as the scan sees it: with one step where only space is scanned. */
export const scannedMatrix = (
  matrix: Float64Array,
  { places, steps }: { places: number; steps: number },
  window: ScanOptions['window'],
): Float64Array => (window === 'space' ? rowSums(matrix, places, steps) : matrix);

/** The sum of each place's row. */
export const rowSums = (matrix: Float64Array, places: number, steps: number): Float64Array =>
  new Float64Array(places).map((_, place) => total(matrix.subarray(place * steps, (place + 1) * steps)));

export const total = (values: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
};

/** What no model can work without. */
export const tooLittle = (
  cases: number,
  { places, steps }: { places: number; steps: number },
  { window, leastCases = 2 }: ScanOptions,
): Insufficient | undefined =>
  places < 2
    ? insufficient({
        reason: 'too-few-places',
        detail: 'A cluster is a circle that differs from the places outside it; there are too few places.',
        have: places,
        need: 2,
      })
    : window !== 'space' && steps < 2
      ? insufficient({
          reason: 'too-few-steps',
          detail: 'Clusters in space and time need steps of time to differ; there are too few.',
          have: steps,
          need: 2,
        })
      : cases < leastCases
        ? insufficient({
            reason: 'too-few-cases',
            detail: 'There are fewer cases than one cluster must hold.',
            have: cases,
            need: leastCases,
          })
        : undefined;

/** The scan itself, over matrices that `scannedMatrix` has prepared. */
export const runScan = async (
  { x, y }: ScanData,
  cases: Float64Array,
  { model, expected, population, nullModel }: ModelInputs,
  options: ScanOptions,
): Promise<ScanResult | Insufficient> => {
  const breath = breathing({ signal: options.signal });
  const places = x.length;
  const steps = cases.length / places;
  const circles = await circlesAround(
    x,
    y,
    population,
    {
      coordinates: options.coordinates,
      largestShare: options.largestShare ?? 0.5,
      largestRadius: options.largestRadius ?? Number.POSITIVE_INFINITY,
    },
    breath,
  );
  if (circles.zoneEnds.length === 0)
    return insufficient({
      reason: 'no-circles',
      detail: 'Every single place holds more of the population than the largest circle may.',
      have: 0,
      need: 1,
    });
  const plan = await scanPlan(
    {
      circles,
      model,
      expected,
      steps,
      ends: options.window === 'retrospective' ? 'any' : 'last',
      longest: options.window === 'space' ? 1 : (options.longest ?? Math.floor(steps / 2)),
      leastCases: options.leastCases ?? 2,
    },
    breath,
  );
  const counts = inSlots(Int32Array.from(cases), places, steps, plan.ends, plan.width);
  const search = centreSearch(plan);
  const candidates: Candidate[] = [];
  for (let centre = 0; centre < places; centre++) {
    if (breath.due()) await breath.take(0);
    const ratio = search.best(counts, centre, 0);
    if (ratio > 0) candidates.push({ centre, ratio, ...search.where });
  }
  const kept = separateClusters(plan, candidates, options.secondary ?? 'apart', options.mostClusters ?? 10);
  if (kept.length === 0) return { kind: 'scan', clusters: [], simulatedMaxima: new Float64Array(0) };
  const simulatedMaxima = await simulateMaxima(
    {
      plan,
      nullModel: nullModel(cellsOf(places, steps, plan.ends, plan.width), plan.width),
      seed: options.seed,
    },
    { ...options, observed: kept[0]!.ratio, stopAfter: options.stopAfter, workers: options.workers },
  );
  const clusters = kept.map((one) => clusterOf(plan, one, simulatedMaxima, options));
  return { kind: 'scan', clusters, simulatedMaxima };
};

const clusterOf = (
  plan: ScanPlan,
  candidate: Candidate,
  maxima: Float64Array,
  { window, stopAfter }: ScanOptions,
): ScanCluster => {
  const { centre, zone, observed, expected, ratio } = candidate;
  const [from, to] = intervalOf(plan, candidate);
  const { cases } = plan.model;
  const gumbel = gumbelP(maxima, ratio);
  return {
    centre,
    places: Uint32Array.from(plan.members.subarray(plan.memberStarts[centre]!, plan.zoneEnds[zone]!)),
    radius: plan.radii[zone]!,
    from: window === 'space' ? 0 : from,
    to,
    observed,
    expected,
    relativeRisk: observed / expected / ((cases - observed) / (cases - expected)),
    logLikelihoodRatio: ratio,
    p: sequentialP(maxima, ratio, stopAfter),
    ...(gumbel === undefined ? {} : { gumbelP: gumbel }),
  };
};
