import type { Breath } from '../long-run.ts';
import { type RadialKnots, radialKnots } from '../windows/radial-knots.ts';
import { edgeRules, radialWeights } from '../windows/radial-weights.ts';
import { type EndemicRows, endemicRows } from './endemic-rows.ts';
import { type SpaceKernel, spaceKernels, type TimeKernel, timeKernels } from './interactions.ts';
import type { Epidemic } from './model.ts';
import { type Pairs, sourcePairs } from './pairs.ts';

/** Everything about an epidemic that does not change with the parameters. */
export interface Prepared {
  readonly epidemic: Epidemic;
  readonly rows: EndemicRows;
  readonly pairs: Pairs;
  readonly space: SpaceKernel;
  readonly time: TimeKernel;
  readonly layout: Layout;
  readonly knots: RadialKnots;
  /** n × knots: the integral of f over what an event can reach of the window is their product with f's primitive */
  readonly reachable: Float64Array;
  /** the ages of an event between which the period sees it excite */
  readonly ageFrom: Float64Array;
  readonly ageTo: Float64Array;
  /** Σ of `excites` over the excited types */
  readonly excited: Float64Array;
}

/** Where each group of parameters begins. */
export interface Layout {
  readonly names: readonly string[];
  readonly intercepts: number;
  readonly endemic: number;
  readonly epidemic: number;
  readonly space: number;
  readonly time: number;
  readonly size: number;
}

export const prepare = async (epidemic: Epidemic, breath: Breath): Promise<Prepared> => {
  const { n, options, types, excites, type, x, y } = epidemic;
  const space = spaceKernels[options.space];
  const time = timeKernels[options.time];
  const extent = extentOf(epidemic);
  const widest = epidemic.reachSpace.reduce((most, reach) => Math.max(most, reach), 0);
  const knots = radialKnots(Math.min(widest, extent));
  const count = knots.radii.length;
  const reachable = new Float64Array(n * count);
  const rules = edgeRules();
  for (let i = 0; i < n; i++) {
    if (breath.due()) await breath.take(0);
    const reach = Math.min(epidemic.reachSpace[i]!, extent);
    radialWeights(
      options.window,
      x[i]!,
      y[i]!,
      reach,
      knots,
      rules,
      reachable,
      i * count,
      options.discCorners,
    );
  }
  const [from, to] = options.period;
  const ageFrom = epidemic.time.map((at, i) => Math.min(epidemic.reachTime[i]!, Math.max(0, from - at)));
  const ageTo = epidemic.time.map((at, i) => Math.min(epidemic.reachTime[i]!, to - at));
  const sums = new Float64Array(types).map((_, k) =>
    excites.subarray(k * types, (k + 1) * types).reduce((sum, value) => sum + value, 0),
  );
  return {
    epidemic,
    rows: endemicRows(epidemic),
    pairs: await sourcePairs(epidemic, breath),
    space,
    time,
    layout: layoutOf(epidemic, space, time),
    knots,
    reachable,
    ageFrom,
    ageTo,
    excited: Float64Array.from(type, (k) => sums[k]!),
  };
};

const layoutOf = (
  { types, grid, marks, options }: Epidemic,
  space: SpaceKernel,
  time: TimeKernel,
): Layout => {
  const byType = options.endemicIntercept === 'by-type';
  const intercepts = byType ? types : 1;
  const names = [
    ...Array.from({ length: intercepts }, (_, k) =>
      byType ? `endemic intercept ${k}` : 'endemic intercept',
    ),
    ...grid.covariates.names.map((name) => `endemic ${name}`),
    'epidemic intercept',
    ...marks.names.map((name) => `epidemic ${name}`),
    ...space.names.map((name) => `space ${name}`),
    ...time.names.map((name) => `time ${name}`),
  ];
  const epidemic = intercepts + grid.covariates.names.length;
  const first = epidemic + 1 + marks.names.length;
  return {
    names,
    intercepts,
    endemic: intercepts,
    epidemic,
    space: first,
    time: first + space.names.length,
    size: names.length,
  };
};

// no place of window or events is farther from another than the diagonal of the box around all
const extentOf = ({ options, x, y }: Epidemic): number => {
  const span = (of: 'x' | 'y', events: Float64Array): number => {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const values of [events, ...options.window.rings.map((ring) => ring[of])])
      for (const value of values) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    return most - least;
  };
  return Math.hypot(span('x', x), span('y', y));
};
