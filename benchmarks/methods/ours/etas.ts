import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { etas } from '../../../packages/methods/src/etas/index.ts';
import { rectangleWindow } from '../../../packages/methods/src/windows/index.ts';

// FOLDER mostRounds
const [folder, mostRounds] = process.argv.slice(2);
const rows = readFileSync(join(folder!, 'etas_iran_catalog.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').map(Number));
const column = (k: number): Float64Array => Float64Array.from(rows, (row) => row[k]!);
// 26–40° N, 44–63° E around its middle
const shrink = Math.cos((33 * Math.PI) / 180);
const started = performance.now();
const result = await etas(
  { time: column(0), x: column(1), y: column(2), magnitude: column(3) },
  {
    window: rectangleWindow(-9.5 * shrink, -7, 9.5 * shrink, 7),
    period: [4748, 15_705],
    threshold: 0,
    mostRounds: Number(mostRounds),
    start: { mu: 0.46, A: 0.23, c: 0.022, alpha: 2.8, p: 1.12, D: 0.012, q: 2.4, gamma: 0.35 },
  },
);
const seconds = (performance.now() - started) / 1000;
if (result.kind === 'insufficient') throw new Error(result.detail);
console.log(JSON.stringify({ seconds, check: [result.logLikelihood, ...Object.values(result.parameters)] }));
