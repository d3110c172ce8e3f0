import { Problem } from '@bluehelm/kernel/problem';
import { allFinite, methodProblems, sameLength } from '../problems.ts';
import type { BeforeAfter } from './displacement-quotient.ts';

export interface RingData {
  /** places of the incidents, in any plane unit */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** when they were */
  readonly time: Float64Array;
  /** middles of the intervention's places, in the same unit */
  readonly centreX: Float64Array;
  readonly centreY: Float64Array;
}

export interface RingOptions {
  /** outer radii, rising: the first encloses the target, each further one its ring: [0, r₁], (r₁, r₂], … */
  readonly radii: readonly number[];
  /** incidents in [start − length, start) are before, in [start, start + length) after */
  readonly start: number;
  readonly length: number;
}

export interface BufferRings {
  readonly kind: 'buffer-rings';
  /** one per radius: the target, then its rings */
  readonly rings: readonly (BeforeAfter & { readonly from: number; readonly to: number })[];
  /** beyond the last radius: a control, if nothing else happened there */
  readonly beyond: BeforeAfter;
}

/**
 * Counts incidents before and after an intervention in the target and in rings around it. An incident belongs to the nearest
 * middle, so rings of neighbouring middles do not count it twice. Incidents outside both times are left out.
 *
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 * O(incidents · middles). Source: Weisburd et al. (2006), Criminology 44(3), 549–591, catchment areas around targets.
 */
export const bufferRings = (
  { x, y, time, centreX, centreY }: RingData,
  { radii, start, length }: RingOptions,
): BufferRings => {
  sameLength({ x, y, time });
  const middles = sameLength({ centreX, centreY });
  for (const [name, values] of Object.entries({ x, y, time, centreX, centreY })) allFinite(name, values);
  const rising = radii.length > 0 && radii.every((radius, k) => radius > (radii[k - 1] ?? 0));
  if (!rising || middles === 0 || !(length > 0) || !Number.isFinite(start))
    throw new Problem(
      methodProblems.value,
      `radii are ${radii.join(', ')}, middles ${middles}, start ${start}, length ${length}; rising radii above 0, at least one ` +
        'middle, a finite start and a length above 0 were expected.',
    );
  const outer = radii.map((radius) => radius * radius);
  const before = new Float64Array(radii.length + 1);
  const after = new Float64Array(radii.length + 1);
  for (let i = 0; i < x.length; i++) {
    if (!(time[i]! >= start - length && time[i]! < start + length)) continue;
    let nearest = Number.POSITIVE_INFINITY;
    for (let k = 0; k < middles; k++) {
      const squared = (x[i]! - centreX[k]!) ** 2 + (y[i]! - centreY[k]!) ** 2;
      if (squared < nearest) nearest = squared;
    }
    let ring = 0;
    while (ring < outer.length && nearest > outer[ring]!) ring++;
    const counts = time[i]! < start ? before : after;
    counts[ring] = counts[ring]! + 1;
  }
  return {
    kind: 'buffer-rings',
    rings: radii.map((to, k) => ({ from: radii[k - 1] ?? 0, to, before: before[k]!, after: after[k]! })),
    beyond: { before: before[radii.length]!, after: after[radii.length]! },
  };
};
