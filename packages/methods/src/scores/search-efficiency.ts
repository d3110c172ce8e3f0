import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { allFinite, methodProblems, numberWithin, positive, sameLength } from '../problems.ts';

export interface SearchEfficiencyResult {
  readonly kind: 'search-efficiency';
  /** share of the area searched after each step, from 0 to 1; places of equal risk are one step */
  readonly areaShare: Float64Array;
  /** share of the events found there */
  readonly hitShare: Float64Array;
  /** area under the curve: 0.5 for a search without knowledge */
  readonly areaUnderCurve: number;
  /** the same for the best order with hindsight */
  readonly best: number;
}

/**
 * Going through the places from the highest risk down, what share of the events lies in what share of the area?
 *
 * @param risk one forecast per place; only its order matters (for places of different size: risk per area)
 * @param events events per place in the time forecast, ≥ 0
 * @param area area per place, > 0, in any unit
 * @returns `Insufficient` without any event
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n log n). Bowers, Johnson & Pease (2004), British Journal of Criminology 44(5), search efficiency; as a curve Chainey,
 * Tompson & Uhlig (2008), Security Journal 21.
 */
export const searchEfficiencyCurve = (
  risk: Float64Array,
  events: Float64Array,
  area: Float64Array,
): SearchEfficiencyResult | Insufficient => {
  const { totalEvents } = checkedPlaces(risk, events, area);
  if (totalEvents === 0) return noEvents();
  const { areaShare, hitShare, underCurve } = curveOf(risk, events, area);
  const hindsight = events.map((count, i) => count / area[i]!);
  return {
    kind: 'search-efficiency',
    areaShare,
    hitShare,
    areaUnderCurve: underCurve,
    best: curveOf(hindsight, events, area).underCurve,
  };
};

export interface HitRatesOptions {
  /** share of the area that is searched or patrolled, above 0, at most 1 */
  readonly areaShare: number;
}

export interface HitRatesResult {
  readonly kind: 'hit-rates';
  /** share of the events in the area searched */
  readonly hitRate: number;
  /** prediction accuracy index: hit rate / area share; 1 for a search without knowledge */
  readonly pai: number;
  /** prediction efficiency index: events found / most that could be found in as much area; 1 is perfect */
  readonly pei: number;
  /** events found per unit of area */
  readonly searchEfficiencyRate: number;
}

/**
 * How good is a hotspot map when only part of the area can be searched? The places of highest risk are searched until
 * the area is used up; the last place, and places of equal risk, in part.
 *
 * @param risk one forecast per place; only its order matters
 * @param events events per place in the time forecast, ≥ 0
 * @param area area per place, > 0
 * @returns `Insufficient` without any event
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n log n). PAI: Chainey, Tompson & Uhlig (2008), Security Journal 21(1–2). PEI: Hunt (2016), dissertation, RTI; as in
 * the NIJ challenge of 2017. Search efficiency rate: Bowers, Johnson & Pease (2004).
 */
export const hitRates = (
  risk: Float64Array,
  events: Float64Array,
  area: Float64Array,
  { areaShare }: HitRatesOptions,
): HitRatesResult | Insufficient => {
  const { totalEvents, totalArea } = checkedPlaces(risk, events, area);
  positive('areaShare', numberWithin('areaShare', areaShare, 0, 1));
  if (totalEvents === 0) return noEvents();
  const hitRate = hitShareAt(curveOf(risk, events, area), areaShare);
  const hindsight = events.map((count, i) => count / area[i]!);
  return {
    kind: 'hit-rates',
    hitRate,
    pai: hitRate / areaShare,
    pei: hitRate / hitShareAt(curveOf(hindsight, events, area), areaShare),
    searchEfficiencyRate: (hitRate * totalEvents) / (areaShare * totalArea),
  };
};

/**
 * Recapture rate index: do the hotspots of one time hold in the next? (Events in the hotspots after / before) divided by
 * (all events after / before); 1: they keep their share, below 1: they lose it.
 *
 * @param inHotspot 1 for each place that was called a hotspot, else 0
 * @param before events per place in the time that the hotspots were found in
 * @param after events per place in the time after it
 * @returns `Insufficient` without events before in the hotspots, or after anywhere
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n). Levine (2008), Security Journal 21(4).
 */
export const recaptureRate = (
  inHotspot: ArrayLike<number>,
  before: Float64Array,
  after: Float64Array,
): { readonly kind: 'recapture-rate'; readonly rri: number } | Insufficient => {
  const n = sameLength({ inHotspot, before, after });
  const sums = { before: 0, after: 0, hotBefore: 0, hotAfter: 0 };
  for (let i = 0; i < n; i++) {
    const hot = inHotspot[i]!;
    if (hot !== 0 && hot !== 1)
      throw new Problem(methodProblems.value, `inHotspot[${i}] is ${hot}; 0 or 1 was expected.`);
    sums.before += numberWithin(`before[${i}]`, before[i]!, 0);
    sums.after += numberWithin(`after[${i}]`, after[i]!, 0);
    sums.hotBefore += hot * before[i]!;
    sums.hotAfter += hot * after[i]!;
  }
  if (sums.hotBefore === 0 || sums.after === 0) return noEvents();
  return { kind: 'recapture-rate', rri: sums.hotAfter / sums.hotBefore / (sums.after / sums.before) };
};

interface Curve {
  readonly areaShare: Float64Array;
  readonly hitShare: Float64Array;
  readonly underCurve: number;
}

const curveOf = (risk: Float64Array, events: Float64Array, area: Float64Array): Curve => {
  const order = Uint32Array.from(risk, (_, i) => i).sort((a, b) => risk[b]! - risk[a]!);
  const areas = [0];
  const hits = [0];
  for (let at = 0; at < order.length; ) {
    const value = risk[order[at]!]!;
    let searched = areas.at(-1)!;
    let found = hits.at(-1)!;
    for (; at < order.length && risk[order[at]!] === value; at++) {
      searched += area[order[at]!]!;
      found += events[order[at]!]!;
    }
    areas.push(searched);
    hits.push(found);
  }
  const areaShare = Float64Array.from(areas, (searched) => searched / areas.at(-1)!);
  const hitShare = Float64Array.from(hits, (found) => found / hits.at(-1)!);
  let underCurve = 0;
  for (let i = 1; i < areaShare.length; i++)
    underCurve += (areaShare[i]! - areaShare[i - 1]!) * ((hitShare[i]! + hitShare[i - 1]!) / 2);
  return { areaShare, hitShare, underCurve };
};

const hitShareAt = ({ areaShare, hitShare }: Curve, share: number): number => {
  let step = 1;
  while (step < areaShare.length - 1 && areaShare[step]! < share) step++;
  const [from, to] = [areaShare[step - 1]!, areaShare[step]!];
  const part = Math.min(1, (share - from) / (to - from));
  return hitShare[step - 1]! + part * (hitShare[step]! - hitShare[step - 1]!);
};

const checkedPlaces = (
  risk: Float64Array,
  events: Float64Array,
  area: Float64Array,
): { totalEvents: number; totalArea: number } => {
  const n = sameLength({ risk, events, area });
  allFinite('risk', risk);
  let totalEvents = 0;
  let totalArea = 0;
  for (let i = 0; i < n; i++) {
    totalEvents += numberWithin(`events[${i}]`, events[i]!, 0);
    totalArea += positive(`area[${i}]`, area[i]!);
  }
  return { totalEvents, totalArea };
};

const noEvents = (): Insufficient =>
  insufficient({ reason: 'no-events', detail: 'No events happened that could be found.', have: 0, need: 1 });
