// kernel densities of events in a square: the peer is benchmarks/methods/peers/kde.R.
// usage: node kde.ts FOLDER binned|exact|at SIDE EVENTS
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isInsufficient } from '../../../packages/methods/src/insufficient.ts';
// the files themselves, as a bundler would keep them: the whole library takes longer to load than this to run
import { kernelDensityBinned } from '../../../packages/methods/src/surfaces/binned-density.ts';
import { kernelDensity } from '../../../packages/methods/src/surfaces/kernel-density.ts';
import { kernelDensityAt } from '../../../packages/methods/src/surfaces/kernel-density-at.ts';

const [folder, way, side, events] = process.argv.slice(2) as [string, string, string, string];
const n = Number(events);
const bytes = readFileSync(join(folder, `events-${n}.f64`));
const all = new Float64Array(bytes.buffer, bytes.byteOffset, 2 * n);
const [x, y] = [all.subarray(0, n), all.subarray(n)];
const cells = Number(side);
const raster = { xMin: 0, xMax: cells, yMin: 0, yMax: cells, columns: cells, rows: cells };
const bandwidth = 5;

const started = performance.now();
const result =
  way === 'binned'
    ? kernelDensityBinned(x, y, { raster, bandwidth })
    : way === 'exact'
      ? await kernelDensity(x, y, { raster, bandwidth, tolerance: 1e-9 })
      : await kernelDensityAt(x, y, { bandwidth, window: raster, leaveOneOut: true, tolerance: 1e-9 });
const seconds = (performance.now() - started) / 1000;

if (isInsufficient(result)) throw new Error(result.detail);
const { values } = result;
const check = [values.reduce((a, b) => a + b, 0) / values.length];
// binned and exact differ cell by cell, so single ones are only compared where both do the same
if (way !== 'exact') check.push(values[0]!, values[values.length >> 1]!, values.at(-1)!);
console.log(JSON.stringify({ seconds, check }));
