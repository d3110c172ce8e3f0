import type { MethodCall, MethodEntry, Parameter } from '../catalogue/entry.ts';
import { designFromTable } from '../design/from-table.ts';
import { isInsufficient } from '../insufficient.ts';
import type { Coefficients } from './coefficients.ts';
import type { CountData, ZeroCountData } from './count-data.ts';
import { negativeBinomialRegression, poissonRegression } from './count-regression.ts';
import type { StandardErrors } from './covariance.ts';
import { hurdleRegression } from './hurdle-regression.ts';
import { overdispersionTest } from './overdispersion.ts';
import { zeroInflatedRegression } from './zero-inflated-regression.ts';

const tables: MethodEntry['tables'] = [
  { name: 'rows', meaning: 'one row per observation, those with a count of 0 too', columns: [] },
];

const data: Readonly<Record<string, Parameter>> = {
  outcome: { type: 'column', meaning: 'the counts: whole numbers from 0' },
  covariates: {
    type: 'columns',
    optional: true,
    meaning:
      'columns that explain it; words, and category:NAME, become one column per category but the first',
  },
  exposure: {
    type: 'column',
    optional: true,
    meaning: 'what the counts were counted over (people, days); its logarithm is the offset',
  },
};

const errors = (...robust: string[]): Readonly<Record<string, Parameter>> => ({
  errors: {
    type: 'word',
    choices: ['model', ...robust],
    default: 'model',
    meaning: 'where standard errors come from, without clusters: the model, or the sandwich over rows',
  },
  clusters: {
    type: 'columns',
    optional: true,
    meaning: 'one or two columns whose groups the errors allow to go together; HC0 times G / (G − 1)',
  },
});

const weights: Parameter = {
  type: 'column',
  optional: true,
  meaning: 'how many observations each row stands for',
};

const family: Parameter = {
  type: 'word',
  choices: ['poisson', 'negative-binomial'],
  default: 'negative-binomial',
  meaning: 'distribution of the counts',
};

const zeroCovariates: Parameter = {
  type: 'columns',
  optional: true,
  meaning: 'columns that explain the zeros; only a constant where absent',
};

const dataOf = ({ tables: { rows }, parameters }: MethodCall): CountData => ({
  outcome: rows!.numbers(parameters.outcome),
  design: designFromTable(rows!, parameters.covariates ?? []),
  offset: parameters.exposure && rows!.numbers(parameters.exposure).map(Math.log),
  weights: parameters.weights && rows!.numbers(parameters.weights),
});

const zeroDataOf = (call: MethodCall): ZeroCountData => ({
  ...dataOf(call),
  zero: designFromTable(call.tables.rows!, call.parameters.zeroCovariates ?? []),
});

const errorsOf = ({ tables: { rows }, parameters }: MethodCall): StandardErrors => {
  if (parameters.clusters)
    return { clusters: (parameters.clusters as string[]).map((column) => rows!.words(column)) };
  return parameters.errors === 'model' ? 'model' : { robust: parameters.errors };
};

/** One row per coefficient, as a file shows it. */
const listed = ({ columns, estimates, standardErrors, z, p }: Coefficients): object[] =>
  columns.map((column, j) => ({
    column,
    estimate: estimates[j],
    ratio: Math.exp(estimates[j]!),
    standardError: standardErrors[j],
    z: z[j],
    p: p[j],
  }));

const oneMean =
  (regression: typeof poissonRegression): MethodEntry['run'] =>
  async (call) => {
    const { signal, onProgress, parameters } = call;
    const result = await regression(dataOf(call), {
      errors: errorsOf(call),
      signal,
      onProgress,
      ...(parameters.information ? { information: parameters.information } : {}),
    });
    return isInsufficient(result) ? result : { ...result, coefficients: listed(result.coefficients) };
  };

const twoParts =
  (regression: typeof hurdleRegression): MethodEntry['run'] =>
  async (call) => {
    const { signal, onProgress, parameters } = call;
    const options = { family: parameters.family, errors: errorsOf(call), signal, onProgress };
    const result = await regression(zeroDataOf(call), options);
    if (isInsufficient(result)) return result;
    const { zero } = result;
    return { ...result, count: listed(result.count), zero: isInsufficient(zero) ? zero : listed(zero) };
  };

const poissonEntry: MethodEntry = {
  name: 'poisson-regression',
  card: 'count-regression',
  summary: 'what multiplies a count, and by how much?',
  tables,
  parameters: { ...data, weights, ...errors('HC0', 'HC1', 'HC3') },
  run: oneMean(poissonRegression),
};

const negativeBinomialEntry: MethodEntry = {
  name: 'negative-binomial-regression',
  card: 'count-regression',
  summary: 'what multiplies a count that varies more than a Poisson one?',
  tables,
  parameters: {
    ...data,
    weights,
    ...errors('HC0', 'HC1', 'HC3'),
    information: {
      type: 'word',
      choices: ['expected', 'observed'],
      default: 'expected',
      meaning: 'errors as if θ were known (R glm.nb), or of all parameters together (Stata nbreg)',
    },
  },
  run: oneMean(negativeBinomialRegression),
};

const zeroInflatedEntry: MethodEntry = {
  name: 'zero-inflated-regression',
  card: 'zero-inflated-and-hurdle',
  summary: 'what explains counts, and zeros that no count could have changed?',
  tables,
  parameters: { ...data, zeroCovariates, family, weights, ...errors('HC0', 'HC1') },
  run: twoParts(zeroInflatedRegression),
};

const hurdleEntry: MethodEntry = {
  name: 'hurdle-regression',
  card: 'zero-inflated-and-hurdle',
  summary: 'what explains whether anything happens, and then how much?',
  tables,
  parameters: { ...data, zeroCovariates, family, weights, ...errors('HC0', 'HC1') },
  run: twoParts(hurdleRegression),
};

const overdispersionEntry: MethodEntry = {
  name: 'overdispersion-test',
  card: 'count-regression',
  summary: 'do counts vary more than Poisson ones with the same means?',
  tables,
  parameters: data,
  run: (call) => overdispersionTest(dataOf(call), { signal: call.signal, onProgress: call.onProgress }),
};

export const countsCatalogue: readonly MethodEntry[] = [
  poissonEntry,
  negativeBinomialEntry,
  overdispersionEntry,
  zeroInflatedEntry,
  hurdleEntry,
];
