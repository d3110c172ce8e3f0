import { join } from 'node:path';
import { seeded } from '../../../packages/methods/src/random/seeded.ts';
import { writeDoubles } from '../doubles.ts';
import { methodLine, type Peer } from '../method-line.ts';

const spdep = (call: string): Peer => ({
  name: `R spdep ${call}`,
  program: 'Rscript',
  script: 'local-permutation.R',
  needs: ['spdep'],
  debian: 'r-cran-spdep',
});

/** Values without ties, so that both sides' p mean the same. */
const values = async (folder: string, [side]: readonly string[]): Promise<void> => {
  const rng = seeded('local permutation benchmark');
  const drawn = new Float64Array(Number(side) ** 2).map(() => rng.next() + rng.next());
  await writeDoubles(join(folder, 'values.f64'), drawn);
};

const size = (which: string) => ({ full: ['100', '999', which], small: ['20', '999', which] });
const label = ([side, permutations]: readonly string[]): string =>
  `${side} × ${side} cells × ${permutations} permutations`;

/** Local statistics by permutation, and the neighbours they start from. */
export const autocorrelationLines = [
  methodLine({
    name: 'local-moran-permutation',
    what: 'local Moran, conditional permutation; p agree on average',
    size: size('moran'),
    label,
    prepare: values,
    ours: 'local-permutation.ts',
    peer: spdep('localmoran_perm'),
    counted: 'call',
    goal: 0.04,
    tolerance: 0.04,
    note: 'the aim is 0.005',
  }),
  methodLine({
    name: 'getis-ord-permutation',
    what: 'Gi, conditional permutation; p agree on average',
    size: size('gi'),
    label,
    prepare: values,
    ours: 'local-permutation.ts',
    peer: spdep('localG_perm'),
    counted: 'call',
    goal: 0.04,
    tolerance: 0.04,
    note: 'the aim is 0.005',
  }),
  methodLine({
    name: 'h3-rings',
    what: 'neighbours of H3 cells, the same number of edges',
    size: { full: ['117'], small: ['20'] },
    label: ([radius]) =>
      `${(3 * Number(radius) * (Number(radius) + 1) + 1).toLocaleString('en')} cells, one ring`,
    ours: 'h3-rings.ts',
    peer: { name: 'h3-js gridDisk', program: 'node', script: 'h3-rings.ts', needs: [], debian: '' },
    counted: 'call',
    goal: 0.1,
  }),
];
