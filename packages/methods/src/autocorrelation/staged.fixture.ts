import { readFileSync } from 'node:fs';
import { sharedFile } from '../../../../tests/support/shared.ts';
import { gridWeights } from '../weights/grid.ts';
import { neighbourWeights, type Weights } from '../weights/weights.ts';

/** What R 4.2.2, spdep 1.2-7, made of one map. */
export interface StagedStatistics {
  readonly local_moran_W: Record<'Ii' | 'E' | 'Var' | 'Z', readonly number[]>;
  readonly local_geary_W: readonly number[];
  readonly moran: { readonly I: number; readonly E: number; readonly Var: number };
  readonly geary: { readonly C: number; readonly Var: number };
  readonly local_moran_perm9999_folded_p: readonly number[];
  /** Columbus alone */
  readonly moran_I: number;
  /** the grid alone */
  readonly x: readonly number[];
}

const read = (name: string): StagedStatistics => JSON.parse(readFileSync(sharedFile(name)!, 'utf8'));

/** The 12 × 10 queen grid; its cells run along rows of ten, as in `cell2nb(12, 10)`. */
export const stagedGrid = (): { values: Float64Array; weights: Weights; expected: StagedStatistics } => {
  const expected = read('reference/local_stats_grid12x10.json');
  return { values: Float64Array.from(expected.x), weights: gridWeights(12, 10, 'queen'), expected };
};

const table = (name: string): number[][] =>
  readFileSync(sharedFile(`data/cluster_validation/${name}`)!, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));

/** Crime in the 49 neighbourhoods of Columbus, Ohio (Anselin 1988). */
export const columbus = (): { values: Float64Array; weights: Weights; expected: StagedStatistics } => {
  const values = Float64Array.from(table('columbus_crime.csv'), (row) => row[3]!);
  const lists: number[][] = Array.from(values, () => []);
  for (const [i, j] of table('columbus_queen_neighbours.csv')) lists[i! - 1]!.push(j! - 1);
  return {
    values,
    weights: neighbourWeights(lists),
    expected: read('reference/local_stats_columbus.json'),
  };
};

export const stagedMissing = !(
  sharedFile('reference/local_stats_grid12x10.json') &&
  sharedFile('data/cluster_validation/columbus_crime.csv')
);
