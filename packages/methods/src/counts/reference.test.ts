import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { designMatrix } from '../design/index.ts';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import {
  hurdleRegression,
  negativeBinomialRegression,
  poissonRegression,
  type StandardErrors,
  zeroInflatedRegression,
} from './index.ts';

const answered = <Result extends object>(result: Result | Insufficient): Result => {
  if (isInsufficient(result)) throw new Error(`${result.reason}: ${result.detail}`);
  return result as Result;
};
type Named = Readonly<Record<string, number>>;
const near = (actual: Float64Array, expected: Named, absolute: number): void => {
  const values = Object.values(expected);
  expect(actual.length).toBe(values.length);
  values.forEach((value, j) => void expect(Math.abs(actual[j]! - value), `${j}`).toBeLessThan(absolute));
};
const nearRelative = (actual: Float64Array, expected: Named, relative: number): void => {
  const values = Object.values(expected);
  expect(actual.length).toBe(values.length);
  values.forEach((value, j) => void expect(Math.abs(actual[j]! / value - 1), `${j}`).toBeLessThan(relative));
};
const part = (named: Named, prefix: string): Named =>
  Object.fromEntries(Object.entries(named).filter(([name]) => name.startsWith(prefix)));

const panelFile = sharedFile('reference/panel_60x60.csv');
const answersFile = sharedFile('reference/count_glm_60x60.json');

interface Answers {
  readonly nb: { coef: Named; se: Named; theta: number; se_theta: number; loglik: number } & Record<
    string,
    Named
  >;
  readonly poisson: { coef: Named; se: Named; loglik: number } & Record<string, Named>;
  readonly zinb: { coef: Named; se: Named; theta: number; loglik: number };
  readonly hurdle_nb: { coef: Named; se: Named; theta: number; loglik: number };
}

describe.skipIf(!panelFile || !answersFile)(
  `the panel of 60 places and 60 months, in R 4.2.2${panelFile ? '' : `: ${sharedMissing}`}`,
  () => {
    const panel = () => {
      const [head, ...rows] = readFileSync(panelFile!, 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(','));
      const column = (name: string) => Float64Array.from(rows, (row) => Number(row[head!.indexOf(name)]));
      const terms = (...names: string[]) =>
        designMatrix(names.map((name) => ({ name, numbers: column(name) })));
      const data = {
        outcome: column('y'),
        design: terms('x1', 'x2', 'treat'),
        offset: column('exposure').map(Math.log),
      };
      return { data, column, terms, answers: JSON.parse(readFileSync(answersFile!, 'utf8')) as Answers };
    };
    const clustered = (...clusters: Float64Array[]): StandardErrors => ({ clusters });

    test('negative binomial as MASS 7.3-58.2 glm.nb, clustered as sandwich 3.0-2', async () => {
      const { data, column, answers } = panel();
      const { nb } = answers;
      const model = answered(await negativeBinomialRegression(data));
      near(model.coefficients.estimates, nb.coef, 1e-6);
      nearRelative(model.coefficients.standardErrors, nb.se, 1e-5);
      expect(Math.abs(model.theta / nb.theta - 1)).toBeLessThan(1e-6);
      expect(Math.abs(model.thetaStandardError / nb.se_theta - 1)).toBeLessThan(1e-5);
      expect(Math.abs(model.logLikelihood - nb.loglik)).toBeLessThan(1e-6);
      const by = answered(await negativeBinomialRegression(data, { errors: clustered(column('id')) }));
      nearRelative(by.coefficients.standardErrors, nb.se_cluster_id_HC1!, 1e-5);
      const bare: StandardErrors = { clusters: [column('id')], groupFactor: false };
      const plain = answered(await negativeBinomialRegression(data, { errors: bare }));
      nearRelative(plain.coefficients.standardErrors, nb.se_cluster_id_HC0!, 1e-5);
    });

    test('Poisson as glm, robust, clustered and clustered two ways as sandwich 3.0-2', async () => {
      const { data, column, answers } = panel();
      const { poisson } = answers;
      const errors = async (how: StandardErrors) =>
        answered(await poissonRegression(data, { errors: how })).coefficients.standardErrors;
      const model = answered(await poissonRegression(data));
      near(model.coefficients.estimates, poisson.coef, 1e-6);
      nearRelative(model.coefficients.standardErrors, poisson.se, 1e-5);
      expect(Math.abs(model.logLikelihood - poisson.loglik)).toBeLessThan(1e-6);
      nearRelative(await errors({ robust: 'HC0' }), poisson.se_HC0!, 1e-5);
      nearRelative(await errors(clustered(column('id'))), poisson.se_cluster_id_HC1!, 1e-5);
      nearRelative(await errors(clustered(column('id'), column('t'))), poisson.se_cluster_twoway!, 1e-5);
    });

    test('hurdle negative binomial as pscl 1.5.5', async () => {
      const { data, terms, answers } = panel();
      const { hurdle_nb: hurdle } = answers;
      const model = answered(
        await hurdleRegression({ ...data, zero: terms('x1', 'x2') }, { family: 'negative-binomial' }),
      );
      near(model.count.estimates, part(hurdle.coef, 'count'), 1e-4);
      nearRelative(model.count.standardErrors, part(hurdle.se, 'count'), 1e-5);
      const zero = answered(model.zero);
      near(zero.estimates, part(hurdle.coef, 'zero'), 1e-4);
      nearRelative(zero.standardErrors, part(hurdle.se, 'zero'), 1e-5);
      expect(Math.abs(model.theta - hurdle.theta)).toBeLessThan(1e-4);
      expect(Math.abs(model.logLikelihood - hurdle.loglik)).toBeLessThan(1e-6);
    });

    test('zero-inflated negative binomial as pscl 1.5.5, which stops on its way to no inflation at all', async () => {
      const { data, terms, answers } = panel();
      const { zinb } = answers;
      const model = answered(
        await zeroInflatedRegression({ ...data, zero: terms('x2') }, { family: 'negative-binomial' }),
      );
      near(model.count.estimates, part(zinb.coef, 'count'), 1e-4);
      nearRelative(model.count.standardErrors, part(zinb.se, 'count'), 1e-5);
      expect(Math.abs(model.theta - zinb.theta)).toBeLessThan(1e-4);
      // pscl: zero_(Intercept) −17 ± 328, a log-likelihood 1e-5 below the limit's
      expect(model.zero).toMatchObject({ kind: 'insufficient', reason: 'no-zero-inflation' });
      expect(model.logLikelihood - zinb.loglik).toBeGreaterThan(0);
      expect(model.logLikelihood - zinb.loglik).toBeLessThan(1e-4);
    });
  },
);

const killingsFile = sharedFile('data/replication_hks2013/hks_ajps_2013.csv.gz');
const killingsAnswers = sharedFile('data/replication_hks2013/reference_model_1.json');

interface Published {
  readonly log_likelihood: number;
  readonly ln_alpha?: number;
  readonly terms: {
    readonly term: string;
    readonly coef: number;
    readonly cluster_se?: number;
    readonly mle_se: number;
  }[];
}

test.skipIf(!killingsFile || !killingsAnswers)(
  `Hultman, Kathman & Shannon 2013, Table 1, Model 1 (Stata nbreg, 36 clusters)${killingsFile ? '' : `: ${sharedMissing}`}`,
  async () => {
    const [head, ...rows] = gunzipSync(readFileSync(killingsFile!))
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/));
    const published = JSON.parse(readFileSync(killingsAnswers!, 'utf8')) as Record<
      'negative_binomial' | 'poisson',
      Published
    >;
    const names = published.negative_binomial.terms.slice(1).map(({ term }) => term);
    const at = (name: string) => head!.indexOf(name);
    const complete = rows.filter((row) => ['osvAll', ...names].every((name) => row[at(name)] !== ''));
    expect(complete.length).toBe(3746);
    const column = (name: string) => Float64Array.from(complete, (row) => Number(row[at(name)]));
    const data = {
      outcome: column('osvAll'),
      design: designMatrix(names.map((name) => ({ name, numbers: column(name) }))),
    };
    const { negative_binomial: nb, poisson } = published;
    const model = answered(await negativeBinomialRegression(data, { information: 'observed' }));
    const conflicts = column('conflict_id');
    expect(new Set(conflicts).size).toBe(36);
    const clustered = answered(
      await negativeBinomialRegression(data, { information: 'observed', errors: { clusters: [conflicts] } }),
    );
    // the errors published come from a numerical Hessian
    nb.terms.forEach(({ term, coef, cluster_se, mle_se }, j) => {
      expect(Math.abs(model.coefficients.estimates[j]! - coef), term).toBeLessThan(6e-6);
      expect(Math.abs(model.coefficients.standardErrors[j]! - mle_se), term).toBeLessThan(
        6e-6 + 2e-5 * mle_se,
      );
      expect(Math.abs(clustered.coefficients.standardErrors[j]! - cluster_se!), term).toBeLessThan(
        6e-6 + 2e-5 * cluster_se!,
      );
    });
    expect(Math.abs(model.logLikelihood - nb.log_likelihood)).toBeLessThan(6e-4);
    expect(Math.abs(-Math.log(model.theta) - nb.ln_alpha!)).toBeLessThan(6e-6);
    const counts = answered(await poissonRegression(data));
    poisson.terms.forEach(({ term, coef, mle_se }, j) => {
      expect(Math.abs(counts.coefficients.estimates[j]! - coef), term).toBeLessThan(2e-6);
      expect(Math.abs(counts.coefficients.standardErrors[j]! - mle_se), term).toBeLessThan(2e-6);
    });
    expect(Math.abs(counts.logLikelihood / poisson.log_likelihood - 1)).toBeLessThan(1e-5);
  },
);
