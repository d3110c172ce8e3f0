import { join } from 'node:path';
import { seeded } from '../../../packages/methods/src/random/seeded.ts';
import { writeDoubles } from '../doubles.ts';
import { type MethodLine, methodLine } from '../method-line.ts';

const SIDE = 100;

const places = async (folder: string, [points, sites]: readonly string[]): Promise<void> => {
  const rng = seeded('covering benchmark');
  const spread = (n: number) => new Float64Array(n).map(() => rng.next() * SIDE);
  const [n, m] = [Number(points), Number(sites)];
  const weights = new Float64Array(n).map(() => 1 + rng.int(99));
  await writeDoubles(join(folder, 'demand.f64'), spread(n), spread(n), weights);
  await writeDoubles(join(folder, 'sites.f64'), spread(m), spread(m));
};

const number = (text: string | undefined): string => Number(text).toLocaleString('en');

const covering = (
  line: Pick<MethodLine, 'name' | 'what' | 'goal' | 'tolerance' | 'note' | 'rounds'>,
  full: readonly string[],
  maxGap: string,
) =>
  methodLine({
    ...line,
    size: { full: [...full, maxGap], small: ['200', '40', '6', '10', maxGap] },
    label: ([points, sites, choose]) => `${number(points)} points × ${number(sites)} sites, ${choose} chosen`,
    prepare: places,
    ours: 'maximal-covering.ts',
    peer: {
      name: 'HiGHS (npm highs, WASM)',
      program: 'node',
      script: 'maximal-covering-highs.ts',
      needs: [],
      debian: '',
    },
    counted: 'call',
  });

const small = ['2000', '200', '15', '8'];
const large = ['20000', '1000', '40', '5'];
// the large model takes HiGHS minutes
const once = { rounds: 1 };

/** Where to place what: with a gap that is proven to be small, and the proven best. */
export const planLines = [
  covering(
    { name: 'covering-near', what: 'covering, gap ≤ 0.2 %', goal: 0.05, tolerance: 0.002 },
    small,
    '0.002',
  ),
  covering(
    { name: 'covering-best', what: 'covering, proven optimum', goal: 0.1, tolerance: 1e-4 },
    small,
    '0',
  ),
  covering(
    { name: 'covering-near-large', what: 'covering, gap ≤ 0.2 %', goal: 0.05, tolerance: 0.002, ...once },
    large,
    '0.002',
  ),
  covering(
    { name: 'covering-best-large', what: 'covering, proven optimum', goal: 0.1, tolerance: 1e-4, ...once },
    large,
    '0',
  ),
];
