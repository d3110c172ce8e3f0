import { join } from 'node:path';
import { drawNormal } from '../../../packages/methods/src/random/continuous.ts';
import { seeded } from '../../../packages/methods/src/random/seeded.ts';
import { writeDoubles } from '../doubles.ts';
import { methodLine } from '../method-line.ts';

/** Units led by three growing factors, and predictors that show their loadings: the shape of the Basque example. */
const prepare = async (folder: string, [units, periods, predictors]: readonly string[]): Promise<void> => {
  const rng = seeded('synthetic control benchmark');
  const loadings = Array.from({ length: Number(units) }, () => [rng.next(), rng.next(), rng.next()]);
  const paths = loadings[0]!.map(() => {
    let level = 2;
    return Array.from({ length: Number(periods) }, () => {
      level += 0.1 + 0.1 * drawNormal(rng);
      return level;
    });
  });
  const mixes = Array.from({ length: Number(predictors) }, () => loadings[0]!.map(() => drawNormal(rng)));
  const along = (own: readonly number[], other: (factor: number) => number): number =>
    own.reduce((sum, loading, factor) => sum + loading * other(factor), 0);
  await writeDoubles(
    join(folder, 'outcomes.f64'),
    Float64Array.from(
      loadings.flatMap((own) =>
        paths[0]!.map((_, t) => along(own, (factor) => paths[factor]![t]!) + 0.05 * drawNormal(rng)),
      ),
    ),
  );
  await writeDoubles(
    join(folder, 'predictors.f64'),
    Float64Array.from(
      loadings.flatMap((own) =>
        mixes.map((mix) => along(own, (factor) => mix[factor]!) + 0.3 * drawNormal(rng)),
      ),
    ),
  );
};

const size = (what: 'one' | 'all') => ({ full: ['17', '43', '13', what], small: ['12', '20', '5', what] });
const label = ([units, periods, predictors]: readonly string[]): string =>
  `${units} units × ${periods} periods, ${predictors} predictors`;

/** Treated units beside untreated ones. */
export const comparisonLines = [
  methodLine({
    name: 'synthetic-control',
    what: 'synthetic control of one unit, importance of predictors searched for',
    size: size('one'),
    label,
    prepare,
    ours: 'synthetic-control.ts',
    elsewhere: 'R Synth, 14.2 s',
    counted: 'call',
    goal: 0.43,
  }),
  methodLine({
    name: 'synthetic-control-placebos',
    what: 'the same with a placebo for every control',
    size: size('all'),
    label,
    prepare,
    ours: 'synthetic-control.ts',
    elsewhere: 'R Synth, 14.2 s a unit',
    counted: 'call',
    goal: 0.43,
  }),
];
