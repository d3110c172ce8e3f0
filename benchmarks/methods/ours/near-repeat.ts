import { join } from 'node:path';
import { nearRepeat } from '../../../packages/methods/src/near-repeat/index.ts';
import { readDoubles } from '../doubles.ts';

// FOLDER events permutations spaceBreaks timeBreaks
const [folder, , permutations, ...breaks] = process.argv.slice(2);
const [x, y, times] = await readDoubles(join(folder!, 'events.f64'), 3);
const [spaceBreaks, timeBreaks] = breaks.map((list) => list.split(',').map(Number));
const started = performance.now();
const result = await nearRepeat(x!, y!, times!, {
  spaceBreaks: spaceBreaks!,
  timeBreaks: timeBreaks!,
  metric: 'manhattan',
  permutations: Number(permutations),
  seed: 1,
});
const seconds = (performance.now() - started) / 1000;
if (result.kind === 'insufficient') throw new Error(result.detail);
console.log(JSON.stringify({ seconds, check: [...result.observed] }));
