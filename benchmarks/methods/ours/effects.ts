// Effects on panels: fixed effects, Sun–Abraham, Callaway–Sant'Anna.
// usage: node effects.ts FOLDER UNITS PERIODS ols|poisson|sun-abraham|callaway-santanna
import { join } from 'node:path';
import {
  callawaySantAnna,
  fixedEffectsOls,
  fixedEffectsPoisson,
  sunAbraham,
} from '../../../packages/methods/src/effects/index.ts';
import { type Insufficient, isInsufficient } from '../../../packages/methods/src/insufficient.ts';
import { readDoubles } from '../doubles.ts';

const [folder, units, , method] = process.argv.slice(2);
const [unit, period, firstTreated, x1, x2, outcome, count] = (await readDoubles(
  join(folder!, 'panel.f64'),
  7,
)) as Float64Array[];

const answered = <Result extends object>(result: Result | Insufficient): Result => {
  if (isInsufficient(result)) throw new Error(`${units} units, ${result.reason}: ${result.detail}`);
  return result as Result;
};

const estimate = async (): Promise<number[]> => {
  const terms = { x1: x1!, x2: x2! };
  const effects = { unit: unit!, period: period! };
  const errors = { cluster: [unit!] };
  const staggered = { unit: unit!, period: period!, outcome: outcome!, firstTreated: firstTreated! };
  if (method === 'ols')
    return answered(
      await fixedEffectsOls({ outcome: outcome!, terms, effects }, { errors }),
    ).coefficients.flatMap((one) => [one.estimate, one.standardError]);
  if (method === 'poisson')
    return answered(
      await fixedEffectsPoisson({ outcome: count!, terms, effects }, { errors }),
    ).coefficients.flatMap((one) => [one.estimate, one.standardError]);
  if (method === 'sun-abraham') {
    const { overall } = answered(await sunAbraham({ ...staggered, terms: { x1: x1! } }, { errors }));
    return [overall.estimate, overall.standardError];
  }
  const { simple } = answered(await callawaySantAnna(staggered, { method: 'dr', controls: 'never-treated' }));
  return [simple.overall.estimate, simple.overall.standardError];
};

const started = performance.now();
const check = await estimate();
console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000, check }));
