import { join } from 'node:path';
import { coverageWithin, loadSolver } from '../../../packages/methods/src/plans/index.ts';
import { readDoubles } from '../doubles.ts';

// FOLDER points sites choose radius: the textbook model, HiGHS with its own settings
const [folder, , , choose, radius] = process.argv.slice(2);
const [demandX, demandY, weights] = await readDoubles(join(folder!, 'demand.f64'), 3);
const [siteX, siteY] = await readDoubles(join(folder!, 'sites.f64'), 2);
const { sites, demands, starts, covered } = coverageWithin(
  demandX!,
  demandY!,
  siteX!,
  siteY!,
  Number(radius),
);
const highs = await loadSolver();

const started = performance.now();
// row i: y_i − Σ x_j ≤ 0; the last: Σ x_j ≤ choose. By columns, sites first
const columnStarts: number[] = [0];
const indices: number[] = [];
const values: number[] = [];
for (let j = 0; j < sites; j++) {
  for (let at = starts[j]!; at < starts[j + 1]!; at++) {
    indices.push(covered[at]!);
    values.push(-1);
  }
  indices.push(demands);
  values.push(1);
  columnStarts.push(indices.length);
}
for (let i = 0; i < demands; i++) {
  indices.push(i);
  values.push(1);
  columnStarts.push(indices.length);
}
const numCols = sites + demands;
const numRows = demands + 1;
const value = highs.withModel(
  {
    numCols,
    numRows,
    sense: highs.constants.objectiveSense.maximize,
    colCost: Float64Array.from({ length: numCols }, (_, at) => (at < sites ? 0 : weights![at - sites]!)),
    colLower: new Float64Array(numCols),
    colUpper: new Float64Array(numCols).fill(1),
    rowLower: new Float64Array(numRows).fill(-highs.infinity),
    rowUpper: Float64Array.from({ length: numRows }, (_, i) => (i < demands ? 0 : Number(choose))),
    integrality: Int32Array.from({ length: numCols }, (_, at) => (at < sites ? 1 : 0)),
    matrix: { format: 'csc', numRows, numCols, starts: columnStarts, indices, values },
  },
  (model) => {
    model.options.set({ output_flag: false });
    model.run();
    return model.getObjectiveValue();
  },
);
const seconds = (performance.now() - started) / 1000;
console.log(JSON.stringify({ seconds, check: [value] }));
