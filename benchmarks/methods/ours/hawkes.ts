import { join } from 'node:path';
import { fitHawkes } from '../../../packages/methods/src/processes/index.ts';
import { readDoubles } from '../doubles.ts';

// FOLDER events iterations|converged reachTime reachDistance
const [folder, , iterations, reachTime, reachDistance] = process.argv.slice(2);
const [t, x, y, type] = await readDoubles(join(folder!, 'events.f64'), 4);
const plain = iterations !== 'converged';
const started = performance.now();
const fit = await fitHawkes(
  { t: t!, x: x!, y: y!, type: Uint8Array.from(type!) },
  {
    window: { x: [0, 100], y: [0, 100], t: [0, 1000] },
    reach: { time: Number(reachTime), distance: Number(reachDistance) },
    background: { kind: 'homogeneous' },
    edges: 'end',
    intervals: false,
    start: {
      branching: 0.2,
      delay: { family: 'exponential', rate: 0.1 },
      distance: { family: 'gaussian', sigma: 1 },
    },
    ...(plain ? { acceleration: 'none', iterations: Number(iterations), tolerance: 0 } : {}),
  },
);
const seconds = (performance.now() - started) / 1000;
if (fit.kind === 'insufficient') throw new Error(fit.detail);
const [delay, distance] = [fit.delay[0]!, fit.distance[0]!];
if (delay.family !== 'exponential' || distance.family !== 'gaussian') throw new Error('another kernel');
const check = [...fit.background, ...fit.branching, delay.rate, distance.sigma, fit.pairs];
console.log(JSON.stringify({ seconds, check, iterations: fit.iterations }));
