import { Problem } from '@bluehelm/kernel/problem';
import type { LongRun } from '../long-run.ts';
import { allFinite, methodProblems, numberWithin, positive, sameLength, wholeNumber } from '../problems.ts';
import { inWindow, type PolygonWindow } from '../windows/window.ts';

/** Events with magnitudes: earthquakes, or attacks with a measure of size. */
export interface EtasEvents {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly time: Float64Array;
  readonly magnitude: Float64Array;
}

/**
 * The parameters of Jalilian (2019), with m the magnitude above the threshold:
 * λ = μ·u(s) + Σ A·e^{αmⱼ} · (p−1)/c · (1 + t/c)^−p · (q−1)/(πσⱼ) · (1 + r²/σⱼ)^−q, σⱼ = D·e^{γmⱼ}
 */
export interface EtasParameters {
  readonly mu: number;
  readonly A: number;
  readonly c: number;
  readonly alpha: number;
  readonly p: number;
  readonly D: number;
  readonly q: number;
  readonly gamma: number;
}

export const etasNames = ['mu', 'A', 'c', 'alpha', 'p', 'D', 'q', 'gamma'] as const;

export interface EtasOptions extends LongRun {
  /** events in the window and in [start, end] are explained; the others only excite and shape the background */
  readonly window: PolygonWindow;
  readonly period: readonly [number, number];
  /** the magnitude from which events are complete */
  readonly threshold: number;
  /** where to start; from the data's scales when absent */
  readonly start?: EtasParameters | undefined;
  /** an event's bandwidth is the distance to its neighbour of this rank; default 5 */
  readonly neighbours?: number | undefined;
  /** and at least this, in the unit of the coordinates; default 0.05, which suits degrees */
  readonly leastBandwidth?: number | undefined;
  /** fits of parameters and background in turn; default 11 */
  readonly mostRounds?: number | undefined;
  /** they end when no parameter changes by more than this share; default 1e-3 */
  readonly tolerance?: number | undefined;
}

/** The checked input in order of time. */
export interface EtasCatalogue {
  readonly n: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly time: Float64Array;
  /** above the threshold */
  readonly magnitude: Float64Array;
  /** positions of the explained events */
  readonly explained: Int32Array;
  /** where each event stood in the input */
  readonly order: Int32Array;
  readonly start: number;
  readonly end: number;
}

/** @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID */
export const checkedCatalogue = (events: EtasEvents, options: EtasOptions): EtasCatalogue => {
  const n = sameLength({ x: events.x, y: events.y, time: events.time, magnitude: events.magnitude });
  for (const name of ['x', 'y', 'time', 'magnitude'] as const) allFinite(name, events[name]);
  const [start, end] = options.period;
  if (!(start < end))
    throw new Problem(
      methodProblems.value,
      `period is [${start}, ${end}]; a start before an end was expected.`,
    );
  numberWithin('threshold', options.threshold, -1e6, 1e6);
  wholeNumber('neighbours', options.neighbours ?? 5, 1, 1000);
  positive('leastBandwidth', options.leastBandwidth ?? 0.05);
  wholeNumber('mostRounds', options.mostRounds ?? 11, 1, 1000);
  positive('tolerance', options.tolerance ?? 1e-3);
  for (let i = 0; i < n; i++) {
    if (events.magnitude[i]! < options.threshold)
      throw new Problem(
        methodProblems.value,
        `magnitude[${i}] is ${events.magnitude[i]}, below the threshold ${options.threshold}; leave such events out.`,
      );
    if (events.time[i]! > end)
      throw new Problem(
        methodProblems.value,
        `time[${i}] is ${events.time[i]}, after the period's end ${end}; leave such events out.`,
      );
  }
  const order = Int32Array.from({ length: n }, (_, i) => i).sort(
    (a, b) => events.time[a]! - events.time[b]! || a - b,
  );
  const sorted = (values: Float64Array): Float64Array => Float64Array.from(order, (i) => values[i]!);
  const [x, y, time] = [sorted(events.x), sorted(events.y), sorted(events.time)];
  const explained = Int32Array.from({ length: n }, (_, i) => i).filter(
    (i) => time[i]! >= start && inWindow(options.window, x[i]!, y[i]!),
  );
  const magnitude = sorted(events.magnitude).map((value) => value - options.threshold);
  return { n, x, y, time, magnitude, explained, order, start, end };
};

export const asVector = (parameters: EtasParameters): Float64Array =>
  Float64Array.from(etasNames, (name) => positive(`start.${name}`, parameters[name]));

export const asParameters = (vector: ArrayLike<number>): EtasParameters =>
  Object.fromEntries(etasNames.map((name, k) => [name, vector[k]!])) as unknown as EtasParameters;
