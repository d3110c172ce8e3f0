// Gi* of an n × n queen grid, weights included, as a whole process: the peer is benchmarks/peers/localg.R.
// usage: node getis-ord.ts N   prints "seconds=… checksum=…" (the sum of |z|)
import { getisOrd } from '../../packages/methods/src/hotspots/getis-ord.ts';
import { gridWeights } from '../../packages/methods/src/weights/grid.ts';

const side = Number(process.argv[2] ?? 300);
const x = new Float64Array(side * side);
for (let i = 0; i < x.length; i++) {
  const hashed = (((i + 1) * 2654435761) % 4294967296) / 4294967296;
  x[i] = Math.floor(10 * hashed ** 3);
}
const started = performance.now();
const result = getisOrd(x, gridWeights(side, side, 'queen'), { star: true, inference: 'analytic' });
if (result.kind === 'insufficient') throw new Error(result.detail);
const seconds = (performance.now() - started) / 1000;
let checksum = 0;
for (let i = 0; i < result.z.length; i++) checksum += Math.abs(result.z[i]!);
console.log(`seconds=${seconds.toFixed(4)} checksum=${checksum.toFixed(6)}`);
