import { join } from 'node:path';
import { dbscan } from '../../../packages/methods/src/clusters/index.ts';
import { readDoubles } from '../doubles.ts';

// FOLDER points eps minPts
const [folder, , eps, minPts] = process.argv.slice(2);
const [x, y] = await readDoubles(join(folder!, 'points.f64'), 2);
const started = performance.now();
const result = await dbscan(x!, y!, { eps: Number(eps), minPts: Number(minPts) });
const seconds = (performance.now() - started) / 1000;
if (result.kind === 'insufficient') throw new Error(result.detail);
const { cluster, core, clusters, noise } = result;
const sumOfPlaces = (flags: ArrayLike<number>, flag: number): number =>
  Array.prototype.reduce.call(
    flags,
    (sum, one, i) => (sum as number) + (one === flag ? i + 1 : 0),
    0,
  ) as number;
const check = [clusters, noise, sumOfPlaces(cluster, 0)];
// R needs a second search for the core flags, which would count as its time
if (cluster.length <= 10_000) check.push(sumOfPlaces(core, 1));
console.log(JSON.stringify({ seconds, check }));
