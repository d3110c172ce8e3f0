import { type Insufficient, insufficient, isInsufficient } from '../insufficient.ts';
import { breathing, type LongRun } from '../long-run.ts';
import { positive } from '../problems.ts';
import { nearestDistances } from './adaptive-bandwidths.ts';
import { tooFew } from './bandwidth-rules.ts';
import { kernelDensityBinned } from './binned-density.ts';
import { insideOf } from './density-input.ts';
import { kernelDensityAt } from './kernel-density-at.ts';
import { cellHeight, cellWidth, checkedExtent, type Extent } from './raster.ts';

/** What a bandwidth is chosen by. */
export type BandwidthCriterion =
  /** least squares: the integrated squared error, less what does not depend on h. Rudemo (1982), Bowman (1984) */
  | 'least-squares'
  /** the likelihood of each event under the estimate from the others. Loader (1999), 5.3; spatstat's `bw.ppl` */
  | 'likelihood'
  /** Σ 1/λ̂(xᵢ) comes nearest to the area. Cronie & van Lieshout (2018), Biometrika 105(2); spatstat's `bw.CvL` */
  | 'cronie-van-lieshout';

export interface CrossValidationOptions extends LongRun {
  readonly criterion: BandwidthCriterion;
  /** where events could be seen; those outside are left out */
  readonly window: Extent;
  /** bandwidths to try, ascending; default: 16 in equal ratios from the least distance of two events to half the diagonal */
  readonly candidates?: Float64Array | undefined;
  /**
   * false, the default: the best candidate, as spatstat chooses; true: the best bandwidth between its neighbours, by
   * golden section to 0.1 %
   */
  readonly refine?: boolean | undefined;
}

export interface CrossValidatedBandwidth {
  readonly kind: 'cross-validated-bandwidth';
  readonly bandwidth: number;
  readonly candidates: Float64Array;
  /** of each candidate: least squares and Cronie–van Lieshout are best least, the likelihood most */
  readonly criteria: Float64Array;
}

const CANDIDATES = 16;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Cells of the raster on which the likelihood's integral is taken, along each side. */
const INTEGRAL_CELLS = 128;
// what is left of the sums after truncation; the criteria differ far more between bandwidths
const TOLERANCE = 1e-8;

/**
 * The bandwidth that cross-validation chooses for a Gaussian kernel.
 *
 * @returns the bandwidth with the criterion of all candidates, or `Insufficient`: fewer than 10 events inside, events on a
 * line along an axis, or a best candidate that is the first or last, so that the true optimum lies outside
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID; the signal's reason
 *
 * As long as about 20 (least squares 40) times `kernelDensityAt`. Events in one place pull least squares and likelihood to
 * 0, as they would each predict the other there: the answer is then the refusal, and plug-in or Cronie–van Lieshout
 * serve. Sources: see `BandwidthCriterion`; the likelihood's density is edge-corrected, the others' not.
 */
export const crossValidatedBandwidth = async (
  x: Float64Array,
  y: Float64Array,
  { criterion, window, candidates: given, refine = false, signal, onProgress }: CrossValidationOptions,
): Promise<CrossValidatedBandwidth | Insufficient> => {
  checkedExtent('window', window);
  if (given) for (let k = 0; k < given.length; k++) positive(`candidates[${k}]`, given[k]!);
  const kept = insideOf(x, y, window);
  const inX = kept ? Float64Array.from(kept, (i) => x[i]!) : x;
  const inY = kept ? Float64Array.from(kept, (i) => y[i]!) : y;
  const refused = tooFew(inX, inY);
  if (refused) return refused;
  const candidates = given ?? defaultCandidates(inX, inY, window);
  const breath = breathing({ signal, onProgress });
  const score = async (h: number, share: number): Promise<number> => {
    await breath.take(share);
    // likelihood is turned over so that the least is best for all
    return (
      (criterion === 'likelihood' ? -1 : 1) * (await criteria[criterion](inX, inY, h, window, { signal }))
    );
  };
  const scores = new Float64Array(candidates.length);
  for (let k = 0; k < candidates.length; k++) {
    scores[k] = await score(candidates[k]!, k / (candidates.length + (refine ? 12 : 0)));
  }
  const best = scores.reduce((at, value, k) => (value < scores[at]! ? k : at), 0);
  if (best === 0 || best === candidates.length - 1)
    return insufficient({
      reason: best === 0 ? 'ever-narrower' : 'ever-wider',
      detail:
        best === 0
          ? 'The narrowest bandwidth tried is the best, as with many events in one place; no bandwidth follows from that.'
          : 'The widest bandwidth tried is the best: the events show no structure to follow.',
      have: candidates[best]!,
      need: candidates[best === 0 ? 1 : best - 1] ?? candidates[best]!,
    });
  const bandwidth = refine
    ? await golden(score, candidates[best - 1]!, candidates[best + 1]!)
    : candidates[best]!;
  onProgress?.(1);
  return {
    kind: 'cross-validated-bandwidth',
    bandwidth,
    candidates,
    criteria: criterion === 'likelihood' ? scores.map((value) => -value) : scores,
  };
};

type Criterion = (
  x: Float64Array,
  y: Float64Array,
  h: number,
  window: Extent,
  run: LongRun,
) => Promise<number>;

const criteria: Readonly<Record<BandwidthCriterion, Criterion>> = {
  'least-squares': async (x, y, h, _window, run) => {
    const n = x.length;
    // the square of the estimate integrates to the sum over all pairs of a Gaussian √2 times as wide
    const wide = await totalAt(x, y, h * Math.SQRT2, false, run);
    const others = await totalAt(x, y, h, true, run);
    return wide / n ** 2 - (2 * others) / (n * (n - 1));
  },
  likelihood: async (x, y, h, window, run) => {
    const each = await kernelDensityAt(x, y, {
      bandwidth: h,
      window,
      leaveOneOut: true,
      tolerance: TOLERANCE,
      ...run,
    });
    if (isInsufficient(each)) return Number.NEGATIVE_INFINITY;
    let logs = 0;
    for (let i = 0; i < x.length; i++) logs += Math.log(each.values[i]!);
    return logs - integralOf(x, y, h, window);
  },
  'cronie-van-lieshout': async (x, y, h, window, run) => {
    const each = await kernelDensityAt(x, y, { bandwidth: h, tolerance: TOLERANCE, ...run });
    if (isInsufficient(each)) return Number.POSITIVE_INFINITY;
    let inverse = 0;
    for (let i = 0; i < x.length; i++) inverse += 1 / each.values[i]!;
    return (inverse - (window.xMax - window.xMin) * (window.yMax - window.yMin)) ** 2;
  },
};

const totalAt = async (
  x: Float64Array,
  y: Float64Array,
  bandwidth: number,
  leaveOneOut: boolean,
  run: LongRun,
): Promise<number> => {
  const each = await kernelDensityAt(x, y, { bandwidth, leaveOneOut, tolerance: TOLERANCE, ...run });
  return isInsufficient(each) ? Number.NaN : each.values.reduce((a, b) => a + b, 0);
};

/** ∫ of the edge-corrected estimate over the window; that of a kernel narrower than a cell is the number of events. */
const integralOf = (x: Float64Array, y: Float64Array, bandwidth: number, window: Extent): number => {
  const raster = { ...window, columns: INTEGRAL_CELLS, rows: INTEGRAL_CELLS };
  const surface = kernelDensityBinned(x, y, { raster, bandwidth, binning: 'linear' });
  if (isInsufficient(surface)) return x.length;
  return surface.values.reduce((a, b) => a + b, 0) * cellWidth(raster) * cellHeight(raster);
};

const defaultCandidates = (x: Float64Array, y: Float64Array, window: Extent): Float64Array => {
  const most = Math.hypot(window.xMax - window.xMin, window.yMax - window.yMin) / 2;
  const least = nearestDistances(x, y, 1).reduce(
    (so, distance) => (distance > 0 ? Math.min(so, distance) : so),
    most / 10,
  );
  return new Float64Array(CANDIDATES).map((_, k) => least * (most / least) ** (k / (CANDIDATES - 1)));
};

/** The least score between two bandwidths, in logarithms. Kiefer (1953). */
const golden = async (
  score: (h: number, share: number) => Promise<number>,
  least: number,
  most: number,
): Promise<number> => {
  let a = Math.log(least);
  let b = Math.log(most);
  let c = b - GOLDEN * (b - a);
  let d = a + GOLDEN * (b - a);
  let atC = await score(Math.exp(c), 0.9);
  let atD = await score(Math.exp(d), 0.9);
  while (b - a > 1e-3) {
    if (atC < atD) {
      b = d;
      d = c;
      atD = atC;
      c = b - GOLDEN * (b - a);
      atC = await score(Math.exp(c), 0.95);
    } else {
      a = c;
      c = d;
      atC = atD;
      d = a + GOLDEN * (b - a);
      atD = await score(Math.exp(d), 0.95);
    }
  }
  return Math.exp((a + b) / 2);
};
