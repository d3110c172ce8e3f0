import { readFileSync } from 'node:fs';
import { fitBoostedTrees } from '@bluehelm/methods';

const [folder, , features, trees] = process.argv.slice(2) as [string, string, string, string];
const numbers = (name: string): Float64Array => {
  const bytes = readFileSync(`${folder}/${name}`);
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
};
const table = numbers('table.f64');
const outcome = numbers('outcome.f64');
const started = performance.now();
const model = await fitBoostedTrees(table, outcome, { features: Number(features), trees: Number(trees) });
const seconds = (performance.now() - started) / 1000;
if (model.kind !== 'boosted-trees') throw new Error(model.detail);
console.log(JSON.stringify({ seconds, check: [model.trainingDeviance] }));
