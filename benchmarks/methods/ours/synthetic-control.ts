// Synthetic control of one unit, and all placebos.
// usage: node synthetic-control.ts FOLDER UNITS PERIODS PREDICTORS one|all
import { join } from 'node:path';
import { type Insufficient, isInsufficient } from '../../../packages/methods/src/insufficient.ts';
import {
  syntheticControl,
  syntheticControlPlacebos,
} from '../../../packages/methods/src/synthetic-control/index.ts';
import { readDoubles } from '../doubles.ts';

const [folder, units, periods, predictorCount, what] = process.argv.slice(2);
const [outcomes] = (await readDoubles(join(folder!, 'outcomes.f64'), 1)) as Float64Array[];
const [predictors] = (await readDoubles(join(folder!, 'predictors.f64'), 1)) as Float64Array[];
if (
  outcomes!.length !== Number(units) * Number(periods) ||
  predictors!.length !== Number(units) * Number(predictorCount)
)
  throw new Error('The prepared files are of another size.');

const answered = <Result extends object>(result: Result | Insufficient): Result => {
  if (isInsufficient(result)) throw new Error(`${result.reason}: ${result.detail}`);
  return result as Result;
};

const data = { units: Number(units), outcomes: outcomes!, predictors: predictors! };
const options = { treated: 0, firstTreated: 15, fit: { from: 5, to: 15 } };
const started = performance.now();
const check =
  what === 'one'
    ? [answered(syntheticControl(data, options)).loss]
    : [...answered(await syntheticControlPlacebos(data, options)).ratios];
console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000, check }));
