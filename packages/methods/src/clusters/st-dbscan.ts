import { closePairs } from '../cells/close-pairs.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { breathing, type LongRun } from '../long-run.ts';
import { allFinite, numberWithin, positive, sameLength, wholeNumber } from '../problems.ts';
import { disjointSets } from './disjoint-sets.ts';
import { type DensityClusters, numbered } from './labels.ts';

export interface StDbscanOptions extends LongRun {
  /** two events are neighbours at most so far apart, in the unit of x and y, */
  readonly eps: number;
  /** and at most so long apart, in the unit of the times */
  readonly epsTime: number;
  /** an event with at least so many neighbours, itself among them, is a core event */
  readonly minPts: number;
}

export interface StDbscanResult extends DensityClusters {
  readonly kind: 'st-dbscan';
}

/**
 * Which events lie together in dense groups in space and time, and which alone?
 *
 * A border event joins the cluster of its core neighbour that is nearest in space, then in time.
 *
 * @param x, y plane coordinates, one per event; project degrees first
 * @param times one per event, e.g. days
 * @returns a cluster number per event, or `Insufficient` for fewer events than `minPts`
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n + pairs within 2 eps).
 * Source: Birant & Kut (2007), Data & Knowledge Engineering 60(1), 208–221, without its third bound on attributes.
 */
export const stDbscan = async (
  x: Float64Array,
  y: Float64Array,
  times: Float64Array,
  { eps, epsTime, minPts, ...run }: StDbscanOptions,
): Promise<StDbscanResult | Insufficient> => {
  const n = sameLength({ x, y, times });
  allFinite('x', x);
  allFinite('y', y);
  allFinite('times', times);
  positive('eps', eps);
  numberWithin('epsTime', epsTime, 0);
  wholeNumber('minPts', minPts, 1);
  if (n < minPts)
    return insufficient({
      reason: 'too-few-events',
      detail: 'No event can have so many neighbours; there are too few events.',
      have: n,
      need: minPts,
    });
  const breath = breathing(run);
  const pairs = closePairs(x, y, eps, 'euclidean');
  const { order } = pairs;
  const at = Float64Array.from(order, (event) => times[event]!);

  const neighbours = new Uint32Array(n).fill(1);
  for (let i = 0; i < n; i++) {
    if ((i & 63) === 0 && breath.due()) await breath.take((0.5 * i) / n);
    const found = pairs.from(i);
    const { later } = pairs;
    for (let k = 0; k < found; k++) {
      const j = later[k]!;
      if (Math.abs(at[j]! - at[i]!) > epsTime) continue;
      neighbours[i]!++;
      neighbours[j]!++;
    }
  }

  const sets = disjointSets(n);
  const nearest = new Int32Array(n).fill(-1);
  const nearestSpace = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const nearestTime = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const offer = (border: number, core: number, apart: number, since: number): void => {
    if (apart > nearestSpace[border]! || (apart === nearestSpace[border]! && since >= nearestTime[border]!))
      return;
    nearest[border] = core;
    nearestSpace[border] = apart;
    nearestTime[border] = since;
  };
  for (let i = 0; i < n; i++) {
    if ((i & 63) === 0 && breath.due()) await breath.take(0.5 + (0.5 * i) / n);
    const isCore = neighbours[i]! >= minPts;
    const found = pairs.from(i);
    const { later, distances } = pairs;
    for (let k = 0; k < found; k++) {
      const j = later[k]!;
      const since = Math.abs(at[j]! - at[i]!);
      if (since > epsTime) continue;
      if (neighbours[j]! >= minPts) {
        if (isCore) sets.unite(i, j);
        else offer(i, j, distances[k]!, since);
      } else if (isCore) offer(j, i, distances[k]!, since);
    }
  }

  const names = new Int32Array(n);
  const core = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const isCore = neighbours[i]! >= minPts;
    core[order[i]!] = isCore ? 1 : 0;
    const member = isCore ? i : nearest[i]!;
    names[order[i]!] = member < 0 ? 0 : sets.find(member) + 1;
  }
  return { kind: 'st-dbscan', ...numbered(names, n, core) };
};
