import { Problem } from '@bluehelm/kernel';
import { type AliasTable, aliasTable } from '../random/choose.ts';
import { drawExponential, drawNormal } from '../random/continuous.ts';
import { drawPoisson } from '../random/counts.ts';
import type { Rng } from '../random/seeded.ts';
import { assertSubcritical, processProblems } from './branching.ts';
import { type EventQueue, eventQueue } from './event-queue.ts';

/** A point in a plane, km. */
export interface PlanePoint {
  x: number;
  y: number;
}

/**
 * A marked self-exciting point process of m types in time (days) and the plane (km). An event of type i at (t, p)
 * causes Poisson(offspring[i][j]) events of type j, each after an exponential delay and at a Gaussian distance.
 */
export interface HawkesModel {
  /** expected background events per day, by type: m numbers of at least 0 */
  readonly backgroundPerDay: readonly number[];
  /** draws the place of a background event from its type's density, into `out` */
  readonly place: (type: number, rng: Rng, out: PlanePoint) => void;
  /** m × m: expected direct children of type j (column) of one event of type i (row); spectral radius below 1 */
  readonly offspring: readonly (readonly number[])[];
  /** m × m: mean delay of a child in days, above 0 */
  readonly delayDays: readonly (readonly number[])[];
  /** m × m: standard deviation of a child's displacement along each axis, km */
  readonly spreadKm: readonly (readonly number[])[];
  /** season and weekday: a factor on the background of a whole day; days count from 0 at the window's start */
  readonly backgroundFactor?: (day: number, type: number) => number;
  /** false where no child can fall; its displacement is drawn again (20 times, then it stays at the parent) */
  readonly allowed?: (x: number, y: number) => boolean;
  /** thins the whole intensity: the probability that a candidate event happens at all. 1 when absent */
  readonly keep?: (type: number, t: number, x: number, y: number) => number;
  /** a number carried by each event, independent of all else */
  readonly mark?: (type: number, rng: Rng) => number;
}

export interface HawkesWindow {
  /** length of the window, days */
  readonly days: number;
  /** days simulated before the window and left out, so that it opens in the steady state. 0 when absent */
  readonly warmUpDays?: number;
  /** most events in one batch; 8,192 when absent */
  readonly batchSize?: number;
}

/** Events as columns, in order of time. */
export interface HawkesEvents {
  /** days since the window's start */
  readonly t: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly type: Uint8Array;
  /** number of the causing event counted from the window's first; −1: background; −2: one before the window */
  readonly parent: Int32Array;
  readonly mark: Float32Array;
}

const BACKGROUND = -1;
const BEFORE_WINDOW = -2;

/**
 * Simulates the process by its clusters (Hawkes and Oakes 1974), day by day: a day's background and the children
 * due that day wait in a heap and are taken in order of time. Yields time-ordered batches; memory is bounded by the
 * children still due, not by the number of events. O(n log(events a day)).
 *
 * @throws Problem PROCESS_EXPLOSIVE when the spectral radius of `offspring` is 1 or more, PROCESS_MALFORMED otherwise
 */
export function* hawkesStream(model: HawkesModel, window: HawkesWindow, rng: Rng): Generator<HawkesEvents> {
  assertModel(model, window);
  const { keep, mark, allowed } = model;
  const warmUp = Math.ceil(window.warmUpDays ?? 0);
  const total = warmUp + Math.ceil(window.days);
  const kin = offspringSampler(model);
  const due: (EventQueue | undefined)[] = new Array(total);
  const spare: EventQueue[] = [];
  const at: PlanePoint = { x: 0, y: 0 };
  let batch = emptyBatch(window.batchSize ?? 8192);
  let filled = 0;
  let emitted = 0;

  const offer = (t: number, x: number, y: number, type: number, parent: number): void => {
    if (t >= window.days) return;
    if (keep && rng.next() >= keep(type, t, x, y)) return;
    const day = Math.floor(t) + warmUp;
    let queue = due[day];
    if (!queue) due[day] = queue = spare.pop() ?? eventQueue();
    queue.push(t, x, y, type, parent);
  };

  for (let day = 0; day < total; day++) {
    const start = day - warmUp;
    for (const [type, rate] of model.backgroundPerDay.entries()) {
      const factor = model.backgroundFactor?.(start, type) ?? 1;
      for (let left = drawPoisson(rng, rate * factor); left > 0; left--) {
        model.place(type, rng, at);
        offer(start + rng.next(), at.x, at.y, type, BACKGROUND);
      }
    }
    const queue = due[day];
    if (!queue) continue;
    // children born today for today join the queue while it is emptied
    for (let slot = queue.pop(); slot >= 0; slot = queue.pop()) {
      const t = queue.t[slot]!;
      const x = queue.x[slot]!;
      const y = queue.y[slot]!;
      const type = queue.type[slot]!;
      const inWindow = start >= 0;
      const id = inWindow ? emitted++ : BEFORE_WINDOW;
      if (inWindow) {
        batch.t[filled] = t;
        batch.x[filled] = x;
        batch.y[filled] = y;
        batch.type[filled] = type;
        batch.parent[filled] = queue.parent[slot]!;
        batch.mark[filled] = mark ? mark(type, rng) : 0;
        if (++filled === batch.t.length) {
          yield batch;
          batch = emptyBatch(filled);
          filled = 0;
        }
      }
      for (let left = drawPoisson(rng, kin.total[type]!); left > 0; left--) {
        const child = kin.choose[type]!.draw(rng);
        const later = t + drawExponential(rng, model.delayDays[type]![child]!);
        if (later >= window.days) continue;
        displace(x, y, model.spreadKm[type]![child]!, allowed, rng, at);
        offer(later, at.x, at.y, child, id);
      }
    }
    due[day] = undefined;
    queue.clear();
    spare.push(queue);
  }
  if (filled > 0) yield sliceBatch(batch, filled);
}

/** The whole process at once: `hawkesStream` joined. 29 bytes an event (10 M events: 290 MB). */
export function simulateHawkes(model: HawkesModel, window: HawkesWindow, rng: Rng): HawkesEvents {
  let whole = emptyBatch(1024);
  let n = 0;
  for (const batch of hawkesStream(model, window, rng)) {
    const needed = n + batch.t.length;
    if (needed > whole.t.length) {
      const larger = emptyBatch(Math.max(needed, Math.ceil(whole.t.length * 1.5)));
      copyInto(larger, sliceBatch(whole, n), 0);
      whole = larger;
    }
    copyInto(whole, batch, n);
    n = needed;
  }
  return sliceBatch(whole, n);
}

function displace(
  x: number,
  y: number,
  spreadKm: number,
  allowed: HawkesModel['allowed'],
  rng: Rng,
  out: PlanePoint,
): void {
  for (let attempt = 0; attempt < 20; attempt++) {
    out.x = x + drawNormal(rng, 0, spreadKm);
    out.y = y + drawNormal(rng, 0, spreadKm);
    if (!allowed || allowed(out.x, out.y)) return;
  }
  out.x = x;
  out.y = y;
}

/** Poisson children of every type at once: their total is Poisson, their types are drawn in proportion. */
function offspringSampler(model: HawkesModel): { total: number[]; choose: AliasTable[] } {
  const total = model.offspring.map((row) => row.reduce((sum, value) => sum + value, 0));
  const choose = model.offspring.map((row, i) => aliasTable(total[i]! > 0 ? row : row.map(() => 1)));
  return { total, choose };
}

function assertModel(model: HawkesModel, window: HawkesWindow): void {
  const m = model.backgroundPerDay.length;
  const fail = (detail: string): never => {
    throw new Problem(processProblems.malformed, detail);
  };
  if (m < 1 || m > 256 || !model.backgroundPerDay.every((rate) => rate >= 0 && rate < Infinity)) {
    fail(
      `backgroundPerDay is [${model.backgroundPerDay.join(', ')}]; 1 to 256 rates of at least 0 were expected.`,
    );
  }
  if (model.offspring.length !== m) fail(`offspring has ${model.offspring.length} rows; ${m} were expected.`);
  assertSubcritical(model.offspring);
  for (const name of ['delayDays', 'spreadKm'] as const) {
    const valid = (value: number) => value < Infinity && (name === 'delayDays' ? value > 0 : value >= 0);
    const rows = model[name];
    if (rows.length !== m || !rows.every((row) => row.length === m && row.every(valid))) {
      fail(`${name} must be ${m} × ${m} numbers ${name === 'delayDays' ? 'above' : 'of at least'} 0.`);
    }
  }
  const warmUp = window.warmUpDays ?? 0;
  if (!(window.days > 0 && window.days <= 1e6 && warmUp >= 0 && warmUp <= 1e6)) {
    fail(`The window is ${window.days} days after ${warmUp} of warm-up; up to a million days were expected.`);
  }
}

const emptyBatch = (n: number): HawkesEvents => ({
  t: new Float64Array(n),
  x: new Float64Array(n),
  y: new Float64Array(n),
  type: new Uint8Array(n),
  parent: new Int32Array(n),
  mark: new Float32Array(n),
});

const sliceBatch = (batch: HawkesEvents, n: number): HawkesEvents => ({
  t: batch.t.subarray(0, n),
  x: batch.x.subarray(0, n),
  y: batch.y.subarray(0, n),
  type: batch.type.subarray(0, n),
  parent: batch.parent.subarray(0, n),
  mark: batch.mark.subarray(0, n),
});

function copyInto(target: HawkesEvents, source: HawkesEvents, offset: number): void {
  target.t.set(source.t, offset);
  target.x.set(source.x, offset);
  target.y.set(source.y, offset);
  target.type.set(source.type, offset);
  target.parent.set(source.parent, offset);
  target.mark.set(source.mark, offset);
}
