import { type Insufficient, insufficient, isInsufficient } from '../insufficient.ts';
import { ripleyK } from '../point-patterns/ripley-k.ts';
import { tooFew } from './bandwidth-rules.ts';
import { checkedExtent, type Extent } from './raster.ts';

export interface DiggleBandwidthOptions {
  /** the rectangle in which events could be seen; those outside are left out */
  readonly window: Extent;
  /** widest bandwidth looked at, default a sixteenth of the window's shorter side */
  readonly most?: number | undefined;
}

export interface DiggleBandwidth {
  readonly kind: 'diggle-bandwidth';
  readonly bandwidth: number;
  /** bandwidths looked at, ascending */
  readonly candidates: Float64Array;
  /** mean square error of each, in squared intensities, less what does not depend on the bandwidth */
  readonly errors: Float64Array;
}

const STEPS = 512;

/**
 * The bandwidth of least mean square error if the events came from a Cox process, a random surface that varies alike
 * everywhere. With K the events' own K function and a disc of radius h = 2σ as the kernel:
 *
 *     M(h)/λ² = 1/(λπh²) + (πh²)⁻² ∫ A(h, r) dK(r) − 2K(h)/(πh²),   A the area that two such discs r apart share
 *
 * @returns the bandwidth, or `Insufficient` for fewer than 10 events inside or when the widest looked at is the best
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n + pairs within a quarter of the shorter side + 512²). Sources: Diggle (1985), Applied Statistics 34(2); Berman &
 * Diggle (1989), Journal of the Royal Statistical Society B 51(1), 3. The same 512 distances as spatstat's `bw.diggle`.
 */
export const diggleBandwidth = (
  x: Float64Array,
  y: Float64Array,
  { window, most }: DiggleBandwidthOptions,
): DiggleBandwidth | Insufficient => {
  checkedExtent('window', window);
  const refused = tooFew(x, y);
  if (refused) return refused;
  const width = window.xMax - window.xMin;
  const height = window.yMax - window.yMin;
  const density = x.length / (width * height);
  const farthest =
    most === undefined
      ? Math.min(Math.min(width, height) / 4, Math.sqrt(1000 / (Math.PI * density)))
      : 4 * most;
  const distances = new Float64Array(STEPS).map((_, i) => (i * farthest) / (STEPS - 1));
  const result = ripleyK(x, y, { window, distances });
  if (isInsufficient(result)) return result;
  const { k } = result;
  const count = Math.floor((STEPS - 1) / 2) + 1;
  const candidates = new Float64Array(count - 1);
  const errors = new Float64Array(count - 1);
  for (let at = 1; at < count; at++) {
    const h = distances[at]!;
    const disc = Math.PI * h * h;
    let shared = 0;
    for (let i = 1; i <= 2 * at && i < STEPS; i++) {
      const apart = Math.min(1, (distances[i - 1]! + distances[i]!) / (4 * h));
      shared += 2 * h * h * (Math.acos(apart) - apart * Math.sqrt(1 - apart * apart)) * (k[i]! - k[i - 1]!);
    }
    candidates[at - 1] = h / 2;
    errors[at - 1] = density ** 2 * (1 / (density * disc) + shared / disc ** 2 - (2 * k[at]!) / disc);
  }
  const best = errors.reduce((so, value, i) => (value < errors[so]! ? i : so), 0);
  if (best === errors.length - 1)
    return insufficient({
      reason: 'ever-wider',
      detail:
        'The widest bandwidth looked at is the best: the events show no structure to follow, or a wider one.',
      have: candidates[best]!,
      need: candidates[best - 1]!,
    });
  return { kind: 'diggle-bandwidth', bandwidth: candidates[best]!, candidates, errors };
};
