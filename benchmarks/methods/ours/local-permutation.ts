import { join } from 'node:path';
import { localMoran } from '../../../packages/methods/src/autocorrelation/index.ts';
import { getisOrd } from '../../../packages/methods/src/hotspots/getis-ord.ts';
import { gridWeights } from '../../../packages/methods/src/weights/grid.ts';
import { rowStandardised } from '../../../packages/methods/src/weights/weights.ts';
import { readDoubles } from '../doubles.ts';

// FOLDER side permutations moran|gi
const [folder, side, permutations, which] = process.argv.slice(2);
const [values] = await readDoubles(join(folder!, 'values.f64'), 1);
const weights = gridWeights(Number(side), Number(side), 'queen');
const shares = rowStandardised(weights);
const inference = { permutations: Number(permutations), seed: 1 };
const started = performance.now();
const result =
  which === 'moran'
    ? localMoran(values!, shares, { inference })
    : getisOrd(values!, weights, { star: false, inference });
const seconds = (performance.now() - started) / 1000;
if (result.kind === 'insufficient') throw new Error(result.detail);
const mean = (numbers: Float64Array): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;
// simulated p agree on average only
const check = [mean(result.p), mean(result.p.map((p) => (p <= 0.1 ? 1 : 0))), mean(result.z.map(Math.abs))];
console.log(JSON.stringify({ seconds, check }));
