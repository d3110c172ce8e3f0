import { join } from 'node:path';
import { coverageWithin, maximalCovering } from '../../../packages/methods/src/plans/index.ts';
import { readDoubles } from '../doubles.ts';

// FOLDER points sites choose radius maxGap
const [folder, , , choose, radius, maxGap] = process.argv.slice(2);
const [demandX, demandY, weights] = await readDoubles(join(folder!, 'demand.f64'), 3);
const [siteX, siteY] = await readDoubles(join(folder!, 'sites.f64'), 2);
const coverage = coverageWithin(demandX!, demandY!, siteX!, siteY!, Number(radius));
const started = performance.now();
const result = await maximalCovering(coverage, weights!, { choose: Number(choose), maxGap: Number(maxGap) });
const seconds = (performance.now() - started) / 1000;
if (result.kind === 'insufficient') throw new Error(result.detail);
if (result.gap > Number(maxGap)) throw new Error(`The gap is ${result.gap}.`);
console.log(JSON.stringify({ seconds, check: [result.value] }));
