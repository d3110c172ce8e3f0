import { join } from 'node:path';
import { type Rng, seeded } from '../../../packages/methods/src/random/seeded.ts';
import { writeDoubles } from '../doubles.ts';
import { methodLine } from '../method-line.ts';

const SIDE = 1000;
const DAYS = 365;

/** Six in ten points around one of `centres` places, the others anywhere. */
const gathered = (rng: Rng, n: number, centres: number, spread: number): [Float64Array, Float64Array] => {
  const at = Array.from({ length: 2 * centres }, () => rng.next() * SIDE);
  const x = new Float64Array(n);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const centre = rng.int(centres);
    const alone = i % 10 >= 6;
    const radius = Math.sqrt(-2 * Math.log(1 - rng.next())) * spread;
    const angle = rng.next() * 2 * Math.PI;
    x[i] = alone ? rng.next() * SIDE : at[2 * centre]! + radius * Math.cos(angle);
    y[i] = alone ? rng.next() * SIDE : at[2 * centre + 1]! + radius * Math.sin(angle);
  }
  return [x, y];
};

const events = async (folder: string, [n]: readonly string[]): Promise<void> => {
  const rng = seeded('near-repeat benchmark');
  const draw = (most: number) => new Float64Array(Number(n)).map(() => Math.floor(rng.next() * most));
  await writeDoubles(join(folder, 'events.f64'), draw(SIDE * 10), draw(SIDE * 10), draw(DAYS));
};

const points = async (folder: string, [n]: readonly string[]): Promise<void> => {
  const count = Number(n);
  const [x, y] = gathered(seeded('dbscan benchmark'), count, Math.ceil(count / 500), 3);
  await writeDoubles(join(folder, 'points.f64'), x, y);
};

const number = (text: string | undefined): string => Number(text).toLocaleString('en');

/** Clusters without the scan statistic. */
export const clusterLines = [
  methodLine({
    name: 'near-repeat',
    what: 'near-repeat table, 4 × 3 bands',
    size: {
      full: ['2000', '99', '0,100,200,400,800', '0,7,14,28'],
      small: ['300', '99', '0,100,200,400,800', '0,7,14,28'],
    },
    label: ([n, permutations]) => `${number(n)} events × ${permutations} permutations`,
    prepare: events,
    ours: 'near-repeat.ts',
    elsewhere: 'R NearRepeat',
    counted: 'call',
  }),
  methodLine({
    name: 'knox',
    what: 'Knox, 2.1 million close pairs, 3 bands of time',
    size: {
      full: ['20000', '999', '0,729', '0,7,14,28'],
      small: ['1000', '99', '0,729', '0,7,14,28'],
    },
    label: ([n, permutations]) => `${number(n)} events × ${permutations} permutations`,
    prepare: events,
    ours: 'near-repeat.ts',
    elsewhere: 'scalar loop (21 s)',
    counted: 'call',
    goal: 2,
    note: 'one thread; the aim is 0.8 s',
  }),
  methodLine({
    name: 'dbscan',
    what: 'DBSCAN, same noise and number of clusters',
    size: { full: ['1000000', '10', '250'], small: ['5000', '4', '5'] },
    label: ([n]) => `${number(n)} points`,
    prepare: points,
    ours: 'dbscan.ts',
    peer: {
      name: 'R dbscan',
      program: 'Rscript',
      script: 'dbscan.R',
      needs: ['dbscan'],
      debian: 'r-cran-dbscan',
    },
    counted: 'process',
    goal: 0.08,
    tolerance: 0,
    note: 'the aim is 0.03',
  }),
];
