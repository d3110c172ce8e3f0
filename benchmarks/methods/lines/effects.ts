import { join } from 'node:path';
import { drawNormal } from '../../../packages/methods/src/random/continuous.ts';
import { drawPoisson } from '../../../packages/methods/src/random/counts.ts';
import { seeded } from '../../../packages/methods/src/random/seeded.ts';
import { writeDoubles } from '../doubles.ts';
import { methodLine } from '../method-line.ts';

/** Rows in the order of periods; one in 33 is missing unless the methods need a balanced panel. */
const panel =
  (kind: 'with gaps' | 'balanced') =>
  async (folder: string, [unitsText, periodsText]: readonly string[]): Promise<void> => {
    const rng = seeded('effects benchmark');
    const [units, periods] = [Number(unitsText), Number(periodsText)];
    const own = new Float64Array(units).map(() => drawNormal(rng));
    const first = own.map(() => (rng.next() < 0.3 ? Number.POSITIVE_INFINITY : 1 + rng.int(periods - 1)));
    const most = units * periods;
    const columns = Array.from({ length: 7 }, () => new Float64Array(most));
    let n = 0;
    for (let t = 0; t < periods; t++)
      for (let u = 0; u < units; u++) {
        if (kind === 'with gaps' && rng.int(33) === 0) continue;
        const x1 = drawNormal(rng) + 0.5 * own[u]!;
        const x2 = rng.next() + (t >= first[u]! ? 0.5 : 0);
        const mean = 0.3 * x1 - 0.2 * x2 + 0.5 * own[u]! + 0.1 * Math.sin(t);
        const effect = t >= first[u]! ? 0.2 * (t - first[u]! + 1) : 0;
        const row = [
          u,
          t,
          first[u]!,
          x1,
          x2,
          mean + effect + drawNormal(rng),
          drawPoisson(rng, Math.exp(mean)),
        ];
        row.forEach((value, k) => {
          columns[k]![n] = value;
        });
        n++;
      }
    await writeDoubles(join(folder, 'panel.f64'), ...columns.map((column) => column.subarray(0, n)));
  };

const label = ([units, periods]: readonly string[]): string =>
  `${Number(units).toLocaleString('en')} units × ${periods} periods`;

/** Fixed effects and staggered treatments. */
export const effectLines = [
  methodLine({
    name: 'fixed-effects-ols',
    what: 'two-way fixed effects least squares, 2 terms, clustered',
    size: { full: ['103000', '12', 'ols'], small: ['2000', '12', 'ols'] },
    label,
    prepare: panel('with gaps'),
    ours: 'effects.ts',
    elsewhere: 'R fixest, one thread',
    counted: 'call',
    goal: 0.6,
  }),
  methodLine({
    name: 'fixed-effects-poisson',
    what: 'two-way fixed effects Poisson, 2 terms, clustered',
    size: { full: ['103000', '12', 'poisson'], small: ['2000', '12', 'poisson'] },
    label,
    prepare: panel('with gaps'),
    ours: 'effects.ts',
    elsewhere: 'R fixest, one thread',
    counted: 'call',
    goal: 3,
  }),
  methodLine({
    name: 'sun-abraham',
    what: 'Sun–Abraham event study, 19 cohorts, clustered',
    size: { full: ['6000', '20', 'sun-abraham'], small: ['300', '20', 'sun-abraham'] },
    label,
    prepare: panel('with gaps'),
    ours: 'effects.ts',
    elsewhere: 'R fixest sunab',
    counted: 'call',
    goal: 0.3,
  }),
  methodLine({
    name: 'callaway-santanna',
    what: 'Callaway–Sant’Anna effects, averages and pre-test',
    size: { full: ['6000', '20', 'callaway-santanna'], small: ['300', '20', 'callaway-santanna'] },
    label,
    prepare: panel('balanced'),
    ours: 'effects.ts',
    elsewhere: 'R did',
    counted: 'call',
    goal: 0.12,
  }),
];
