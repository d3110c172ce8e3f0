import { join } from 'node:path';
// the file itself, as a bundler would keep it
import { dbscan } from '../../../packages/methods/src/clusters/dbscan.ts';
import { readDoubles } from '../doubles.ts';

// FOLDER points eps minPts
const [folder, , eps, minPts] = process.argv.slice(2);
const [x, y] = await readDoubles(join(folder!, 'points.f64'), 2);
const started = performance.now();
const result = await dbscan(x!, y!, { eps: Number(eps), minPts: Number(minPts) });
const seconds = (performance.now() - started) / 1000;
if (result.kind === 'insufficient') throw new Error(result.detail);
const { cluster, core, clusters, noise } = result;
const sumOfPlaces = (flags: Int32Array | Uint8Array, flag: number): number => {
  let sum = 0;
  for (let i = 0; i < flags.length; i++) if (flags[i] === flag) sum += i + 1;
  return sum;
};
const check = [clusters, noise, sumOfPlaces(cluster, 0)];
// R needs a second search for the core flags, which would count as its time
if (cluster.length <= 10_000) check.push(sumOfPlaces(core, 1));
console.log(JSON.stringify({ seconds, check }));
