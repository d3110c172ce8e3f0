import { Problem } from '@bluehelm/kernel/problem';
import type { LongRun } from '../long-run.ts';
import { allFinite, methodProblems, positive, sameLength, wholeNumber } from '../problems.ts';
import type { PolygonWindow } from '../windows/window.ts';

/** Named columns; `values` is row-major, one row per event or grid cell. */
export interface Covariates {
  readonly names: readonly string[];
  readonly values: Float64Array;
}

/** What happened. Events up to the period's start are history: they excite, but are not explained. */
export interface EpidemicEvents {
  /** place, in the unit of the window */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** in the unit of the period; of events at the same moment none excites the other */
  readonly time: Float64Array;
  /** row of the grid in which each event happened; not read for history */
  readonly cell: ArrayLike<number>;
  /** 0 … types − 1; all 0 when absent */
  readonly type?: ArrayLike<number> | undefined;
  /** what makes an event excite more or less, without an intercept */
  readonly marks?: Covariates | undefined;
}

/** The cells of a space–time grid that covers window × period once. */
export interface EndemicGrid {
  readonly area: Float64Array;
  readonly duration: Float64Array;
  /** added to the linear predictor with coefficient 1, e.g. log population density */
  readonly offset?: Float64Array | undefined;
  /** without an intercept */
  readonly covariates?: Covariates | undefined;
}

export type SpaceInteraction = 'constant' | 'gaussian' | 'power-law';
export type TimeInteraction = 'constant' | 'exponential';

export interface EndemicEpidemicOptions extends LongRun {
  readonly window: PolygonWindow;
  /** events in (from, to] are explained */
  readonly period: readonly [number, number];
  /** how far, and how long, an event may excite others: one number, or one per event */
  readonly reach: { readonly space: number | Float64Array; readonly time: number | Float64Array };
  /** f(r): 1, exp(−r² / 2σ²) or (1 + r/σ)^−d, all 1 at r = 0 and 0 beyond the reach */
  readonly space: SpaceInteraction;
  /** g(t): 1 or exp(−αt), 0 beyond the reach */
  readonly time: TimeInteraction;
  /** default 1 */
  readonly types?: number | undefined;
  /** types × types, row: the exciting type, column: the excited; 0 where it does not. Default: each its own */
  readonly excites?: Float64Array | undefined;
  /** one endemic intercept for all types (default), or one each */
  readonly endemicIntercept?: 'shared' | 'by-type' | undefined;
  /**
   * where standard errors come from: `expected` (default), the products of the events' scores, as surveillance has it;
   * `observed`, the curvature of the log-likelihood
   */
  readonly information?: 'expected' | 'observed' | undefined;
  /** of the intervals; default 0.95 */
  readonly confidence?: number | undefined;
  /** first estimates, in the order of the result's `names`; found from the data when absent */
  readonly start?: Float64Array | undefined;
  /** take discs as regular polygons of so many corners, as surveillance does; exact discs when absent */
  readonly discCorners?: number | undefined;
}

/** The checked input, with nothing optional left. */
export interface Epidemic {
  readonly n: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly time: Float64Array;
  readonly type: Uint16Array;
  readonly cell: Int32Array;
  readonly marks: Covariates;
  readonly reachSpace: Float64Array;
  readonly reachTime: Float64Array;
  readonly types: number;
  readonly excites: Float64Array;
  readonly grid: {
    readonly rows: number;
    readonly offset: Float64Array;
    readonly covariates: Covariates;
  } & EndemicGrid;
  readonly options: EndemicEpidemicOptions;
}

/** @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID */
export const checkedEpidemic = (
  events: EpidemicEvents,
  grid: EndemicGrid,
  options: EndemicEpidemicOptions,
): Epidemic => {
  const { x, y, time } = events;
  const n = sameLength({ x, y, time, cell: events.cell, type: events.type });
  allFinite('x', x);
  allFinite('y', y);
  allFinite('time', time);
  const [from, to] = options.period;
  if (!(from < to)) throw invalid(`period is [${from}, ${to}]; a start before an end was expected.`);
  const late = time.findIndex((at) => at > to);
  if (late >= 0)
    throw invalid(`time[${late}] is ${time[late]}, after the period's end ${to}; leave such events out.`);
  const types = wholeNumber('types', options.types ?? 1, 1, 1000);
  const type = new Uint16Array(n);
  for (let i = 0; i < n; i++) type[i] = wholeNumber(`type[${i}]`, events.type?.[i] ?? 0, 0, types - 1);
  if (options.discCorners !== undefined) wholeNumber('discCorners', options.discCorners, 4, 10_000);
  return {
    n,
    x,
    y,
    time,
    type,
    cell: cellsOf(events, grid, from),
    marks: checkedCovariates('marks', events.marks, n),
    reachSpace: reachOf('reach.space', options.reach.space, n),
    reachTime: reachOf('reach.time', options.reach.time, n),
    types,
    excites: excitesOf(options.excites, types),
    grid: checkedGrid(grid),
    options,
  };
};

const checkedGrid = (grid: EndemicGrid): Epidemic['grid'] => {
  const rows = sameLength({ area: grid.area, duration: grid.duration, offset: grid.offset });
  for (const name of ['area', 'duration'] as const) {
    const wrong = grid[name].findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
    if (wrong >= 0) throw invalid(`${name}[${wrong}] is ${grid[name][wrong]}; a number from 0 was expected.`);
  }
  return {
    ...grid,
    rows,
    offset: grid.offset ? allFinite('offset', grid.offset) : new Float64Array(rows),
    covariates: checkedCovariates('covariates', grid.covariates, rows),
  };
};

const cellsOf = (events: EpidemicEvents, grid: EndemicGrid, from: number): Int32Array => {
  const cells = new Int32Array(events.time.length);
  for (let i = 0; i < cells.length; i++)
    if (events.time[i]! > from)
      cells[i] = wholeNumber(`cell[${i}]`, events.cell[i]!, 0, grid.area.length - 1);
  return cells;
};

const checkedCovariates = (name: string, given: Covariates | undefined, rows: number): Covariates => {
  if (given === undefined) return { names: [], values: new Float64Array(0) };
  if (given.values.length !== rows * given.names.length)
    throw new Problem(
      methodProblems.lengths,
      `${name} has ${given.values.length} values; ${rows} rows of ${given.names.length} columns were expected.`,
    );
  allFinite(name, given.values);
  return given;
};

const reachOf = (name: string, given: number | Float64Array, n: number): Float64Array => {
  if (typeof given === 'number') return new Float64Array(n).fill(positive(name, given));
  sameLength({ events: { length: n }, [name]: given });
  given.forEach((value, i) => {
    positive(`${name}[${i}]`, value);
  });
  return given;
};

const excitesOf = (given: Float64Array | undefined, types: number): Float64Array => {
  const excites = given ?? new Float64Array(types * types).map((_, k) => (k % (types + 1) === 0 ? 1 : 0));
  sameLength({ 'types × types': { length: types * types }, excites });
  if (!excites.every((value) => value >= 0 && value < Number.POSITIVE_INFINITY))
    throw invalid('excites holds a value that is negative or not finite; numbers from 0 were expected.');
  return excites;
};

const invalid = (message: string): Problem => new Problem(methodProblems.value, message);
