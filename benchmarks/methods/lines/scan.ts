import { join } from 'node:path';
import { drawPoisson } from '../../../packages/methods/src/random/counts.ts';
import { seeded } from '../../../packages/methods/src/random/seeded.ts';
import { writeDoubles } from '../doubles.ts';
import { methodLine } from '../method-line.ts';

/** Places with unequal populations and half a case per place and day, as in the reference data of 200 × 60. */
const prepare = async (folder: string, [, places, steps]: readonly string[]): Promise<void> => {
  const rng = seeded('scan benchmark');
  const uniform = (length: number) => new Float64Array(length).map(() => rng.next());
  const scaled = (n: number) => uniform(n).map((u) => 100 * u);
  const [n, days] = [Number(places), Number(steps)];
  await writeDoubles(join(folder, 'places.f64'), scaled(n), scaled(n));
  const people = uniform(n).map((u) => 0.3 + 1.4 * u);
  const expected = new Float64Array(n * days).map((_, cell) => people[Math.floor(cell / days)]!);
  const cases = expected.map((weight) => drawPoisson(rng, 0.54 * weight));
  await writeDoubles(join(folder, 'counts.f64'), cases, expected);
};

const label = ([, places, steps, simulations]: readonly string[]): string =>
  `${Number(places).toLocaleString('en')} places × ${steps} days × ${simulations}`;

/** The scan statistic; SaTScan is in no Debian package, so its time seen elsewhere stands in the note. */
export const scanLines = [
  methodLine({
    name: 'scan-permutation',
    what: 'scan, space-time permutation, prospective up to 7 days, circles of up to 25 %',
    size: { full: ['permutation', '1000', '120', '999'], small: ['permutation', '60', '20', '99'] },
    label,
    prepare,
    ours: 'scan.ts',
    elsewhere: 'SaTScan 10.3',
    counted: 'call',
    goal: 4.6,
    note: 'one thread; SaTScan took 30.9 s on such a size; the aim is 1.5 s',
  }),
  methodLine({
    name: 'scan-poisson',
    what: 'scan, Poisson, retrospective up to 14 days, circles of up to 25 %',
    size: { full: ['poisson', '200', '60', '999'], small: ['poisson', '40', '20', '99'] },
    label,
    prepare,
    ours: 'scan.ts',
    elsewhere: 'SaTScan 10.3',
    counted: 'call',
    goal: 6,
    note: 'one thread; SaTScan took 41 s on such a size; the aim is 2 s',
  }),
];
