// Count regressions: the peer is benchmarks/methods/peers/counts.R.
// usage: node counts.ts FOLDER ROWS negative-binomial|zero-inflated|hurdle
import { join } from 'node:path';
import {
  hurdleRegression,
  negativeBinomialRegression,
  zeroInflatedRegression,
} from '../../../packages/methods/src/counts/index.ts';
import { designMatrix } from '../../../packages/methods/src/design/index.ts';
import { type Insufficient, isInsufficient } from '../../../packages/methods/src/insufficient.ts';
import { readDoubles } from '../doubles.ts';

const [folder, rows, model] = process.argv.slice(2);
const [outcome, x1, x2, treat, offset] = await readDoubles(join(folder!, 'panel.f64'), 5);

const answered = <Result extends object>(result: Result | Insufficient): Result => {
  if (isInsufficient(result)) throw new Error(`${rows} rows, ${result.reason}: ${result.detail}`);
  return result as Result;
};

const regress = async (): Promise<number[]> => {
  const design = designMatrix([
    { name: 'x1', numbers: x1! },
    { name: 'x2', numbers: x2! },
    { name: 'treat', numbers: treat! },
  ]);
  const data = { outcome: outcome!, design, offset: offset! };
  if (model === 'negative-binomial') {
    const { coefficients, theta } = answered(await negativeBinomialRegression(data));
    return [...coefficients.estimates, theta];
  }
  const regression = model === 'hurdle' ? hurdleRegression : zeroInflatedRegression;
  const zero = designMatrix([{ name: 'x1', numbers: x1! }]);
  const {
    count,
    zero: zeros,
    theta,
  } = answered(await regression({ ...data, zero }, { family: 'negative-binomial' }));
  return [...count.estimates, ...answered(zeros).estimates, theta];
};

const started = performance.now();
const check = await regress();
console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000, check }));
