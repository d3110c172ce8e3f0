import type { ScanPlan } from './plan.ts';
import type { Window } from './search-centre.ts';

/** The best window around one centre. */
export interface Candidate extends Window {
  readonly centre: number;
  readonly ratio: number;
  readonly observed: number;
  readonly expected: number;
}

/** The first and last step of a window. */
export const intervalOf = ({ ends, steps }: ScanPlan, { end, length }: Window): [number, number] =>
  ends === 'any' ? [end - length + 1, end] : [steps - length, steps - 1];

/**
 * Goes through the best windows of all centres, the most likely first, and keeps those that overlap no kept one.
 * Of equal windows, the one with fewer places, then the one whose centre comes first, leads.
 */
export const separateClusters = (
  plan: ScanPlan,
  candidates: readonly Candidate[],
  rule: 'apart' | 'apart-in-space',
  most: number,
): readonly Candidate[] => {
  const { memberStarts, zoneEnds, members, steps } = plan;
  const placesOf = ({ centre, zone }: Candidate) => members.subarray(memberStarts[centre]!, zoneEnds[zone]!);
  const sorted = candidates.toSorted(
    (a, b) => b.ratio - a.ratio || placesOf(a).length - placesOf(b).length || a.centre - b.centre,
  );
  const kept: Candidate[] = [];
  const taken = new Uint8Array(plan.places * steps);
  for (const candidate of sorted) {
    if (kept.length === most) break;
    const [from, to] = rule === 'apart' ? intervalOf(plan, candidate) : [0, steps - 1];
    const cells = (place: number) => taken.subarray(place * steps + from, place * steps + to + 1);
    if (placesOf(candidate).some((place) => cells(place).includes(1))) continue;
    kept.push(candidate);
    for (const place of placesOf(candidate)) cells(place).fill(1);
  }
  return kept;
};
