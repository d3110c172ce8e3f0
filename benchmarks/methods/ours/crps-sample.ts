import { readFileSync } from 'node:fs';
import { crpsSample } from '@bluehelm/methods';

const folder = process.argv[2]!;
const numbers = (name: string): Float64Array => {
  const bytes = readFileSync(`${folder}/${name}`);
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
};
const observed = numbers('observed.f64');
const samples = numbers('samples.f64');
const started = performance.now();
const scores = crpsSample(observed, samples);
const seconds = (performance.now() - started) / 1000;
console.log(
  JSON.stringify({ seconds, check: [scores.reduce((sum, score) => sum + score, 0) / scores.length] }),
);
