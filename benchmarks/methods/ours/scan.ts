import { join } from 'node:path';
import { scanPoisson, scanSpaceTimePermutation } from '../../../packages/methods/src/scan/index.ts';
import { readDoubles } from '../doubles.ts';

// FOLDER model places steps simulations
const [folder, model, , steps, simulations] = process.argv.slice(2);
const [x, y] = await readDoubles(join(folder!, 'places.f64'), 2);
const [cases, expected] = await readDoubles(join(folder!, 'counts.f64'), 2);
const data = { x: x!, y: y!, steps: Number(steps), cases: cases!, expected: expected! };
const options = {
  coordinates: 'plane',
  largestShare: 0.25,
  simulations: Number(simulations),
  seed: 1,
} as const;
const started = performance.now();
const result =
  model === 'poisson'
    ? await scanPoisson(data, { ...options, window: 'retrospective', longest: 14 })
    : await scanSpaceTimePermutation(data, { ...options, window: 'prospective', longest: 7 });
const seconds = (performance.now() - started) / 1000;
if (result.kind === 'insufficient') throw new Error(result.detail);
console.log(JSON.stringify({ seconds, check: result.clusters.map((one) => one.logLikelihoodRatio) }));
