import type { InputTable, MethodEntry, Parameter } from '../catalogue/entry.ts';
import type { Table } from '../catalogue/table.ts';
import { brier, logLoss, reliabilityBins } from './brier.ts';
import {
  crpsGamma,
  crpsLognormal,
  crpsNegativeBinomial,
  crpsNormal,
  crpsPoisson,
} from './crps-distributions.ts';
import { crpsSample } from './crps-sample.ts';
import { ignorance } from './ignorance.ts';
import { intervalScore, intervalScoreSample } from './interval-score.ts';
import {
  logScoreGamma,
  logScoreLognormal,
  logScoreNegativeBinomial,
  logScoreNormal,
  logScorePoisson,
} from './log-score.ts';
import { energyScore, variogramScore } from './multivariate.ts';
import { pitHistogram, sampleRanks } from './pit.ts';
import { ranking } from './ranking.ts';
import { hitRates, recaptureRate, searchEfficiencyCurve } from './search-efficiency.ts';

/** The columns of draws as one row of draws per table row. */
export const samplesOf = (table: Table, columns: readonly string[]): Float64Array => {
  const samples = new Float64Array(table.rows * columns.length);
  columns.forEach((column, draw) => {
    table.numbers(column).forEach((value, row) => {
      samples[row * columns.length + draw] = value;
    });
  });
  return samples;
};

const withMean = (score: Float64Array) => ({
  mean: score.reduce((sum, value) => sum + value, 0) / score.length,
  score,
});

const drawsTable: InputTable = {
  name: 'forecasts',
  meaning: 'one row per forecast, one column per draw',
  columns: [{ name: 'observed', type: 'number', meaning: 'what happened' }],
};
const draws: Parameter = { type: 'columns', meaning: 'the columns that hold the draws' };

const ofDraws = (
  name: string,
  card: string,
  summary: string,
  parameters: MethodEntry['parameters'],
  run: (observed: Float64Array, samples: Float64Array, values: MethodParameters) => object,
): MethodEntry => ({
  name,
  card,
  summary,
  tables: [drawsTable],
  parameters: { draws, ...parameters },
  run: ({ tables, parameters: values }) =>
    run(tables.forecasts!.numbers('observed'), samplesOf(tables.forecasts!, values.draws), values),
});

type MethodParameters = Parameters<MethodEntry['run']>[0]['parameters'];

const coverage: Parameter = {
  type: 'number',
  default: 0.9,
  least: 1e-9,
  most: 1 - 1e-9,
  meaning: 'probability that the interval should hold',
};
const bins: Parameter = {
  type: 'integer',
  default: 10,
  least: 2,
  most: 1000,
  meaning: 'bins of equal width',
};

const families = {
  normal: {
    columns: ['mean', 'sd'],
    crps: (y: Float64Array, [mean, sd]: Float64Array[]) => crpsNormal(y, { mean: mean!, sd: sd! }),
    log: (y: Float64Array, [mean, sd]: Float64Array[]) => logScoreNormal(y, { mean: mean!, sd: sd! }),
  },
  lognormal: {
    columns: ['meanlog', 'sdlog'],
    crps: (y: Float64Array, [m, s]: Float64Array[]) => crpsLognormal(y, { meanlog: m!, sdlog: s! }),
    log: (y: Float64Array, [m, s]: Float64Array[]) => logScoreLognormal(y, { meanlog: m!, sdlog: s! }),
  },
  gamma: {
    columns: ['shape', 'scale'],
    crps: (y: Float64Array, [shape, scale]: Float64Array[]) => crpsGamma(y, { shape: shape!, scale: scale! }),
    log: (y: Float64Array, [shape, scale]: Float64Array[]) =>
      logScoreGamma(y, { shape: shape!, scale: scale! }),
  },
  poisson: {
    columns: ['mean'],
    crps: (y: Float64Array, [mean]: Float64Array[]) => crpsPoisson(y, { mean: mean! }),
    log: (y: Float64Array, [mean]: Float64Array[]) => logScorePoisson(y, { mean: mean! }),
  },
  'negative-binomial': {
    columns: ['mean', 'size'],
    crps: (y: Float64Array, [mean, size]: Float64Array[]) =>
      crpsNegativeBinomial(y, { mean: mean!, size: size! }),
    log: (y: Float64Array, [mean, size]: Float64Array[]) =>
      logScoreNegativeBinomial(y, { mean: mean!, size: size! }),
  },
} as const;

const ofDistributions = (name: string, kind: 'crps' | 'log', summary: string): MethodEntry => ({
  name,
  card: kind === 'crps' ? 'crps' : 'log-score',
  summary,
  tables: [
    {
      name: 'forecasts',
      meaning: 'one row per forecast distribution',
      columns: [
        { name: 'observed', type: 'number', meaning: 'what happened' },
        { name: 'mean', type: 'number', meaning: 'normal, poisson, negative-binomial', optional: true },
        { name: 'sd', type: 'number', meaning: 'normal: standard deviation', optional: true },
        { name: 'meanlog', type: 'number', meaning: 'lognormal: mean of the logarithm', optional: true },
        { name: 'sdlog', type: 'number', meaning: 'lognormal: its standard deviation', optional: true },
        { name: 'shape', type: 'number', meaning: 'gamma', optional: true },
        { name: 'scale', type: 'number', meaning: 'gamma: mean / shape', optional: true },
        {
          name: 'size',
          type: 'number',
          meaning: 'negative-binomial: mean² / (variance − mean)',
          optional: true,
        },
      ],
    },
  ],
  parameters: {
    family: { type: 'word', choices: Object.keys(families), meaning: 'the forecast distributions' },
  },
  run: ({ tables, parameters }) => {
    const { columns, [kind]: score } = families[parameters.family as keyof typeof families];
    const table = tables.forecasts!;
    return withMean(
      score(
        table.numbers('observed'),
        columns.map((column) => table.numbers(column)),
      ),
    );
  },
});

const probabilityTable: InputTable = {
  name: 'forecasts',
  meaning: 'one row per forecast of an event',
  columns: [
    { name: 'outcome', type: 'number', meaning: '1 if it happened, else 0' },
    { name: 'probability', type: 'number', meaning: 'forecast probability, 0 to 1' },
  ],
};

const placesTable: InputTable = {
  name: 'places',
  meaning: 'one row per place, those without events too',
  columns: [
    { name: 'risk', type: 'number', meaning: 'forecast; only its order matters' },
    { name: 'events', type: 'number', meaning: 'events in the time forecast' },
    { name: 'area', type: 'number', meaning: 'area, any unit' },
  ],
};

/** A table's three columns as they are needed. */
const placesOf = (table: Table) =>
  [table.numbers('risk'), table.numbers('events'), table.numbers('area')] as const;

export const scoresCatalogue: readonly MethodEntry[] = [
  ofDraws(
    'crps-sample',
    'crps',
    'how good are forecasts given as draws? in the unit of the forecast',
    {
      estimator: {
        type: 'word',
        choices: ['edf', 'fair'],
        default: 'edf',
        meaning: 'score of the draws, or unbiased for the distribution drawn from',
      },
    },
    (observed, samples, { estimator }) => withMean(crpsSample(observed, samples, { estimator })),
  ),
  ofDistributions(
    'crps',
    'crps',
    'how good are forecasts given as distributions? in the unit of the forecast',
  ),
  ofDistributions('log-score', 'log', 'how probable did forecasts hold what happened? in nats'),
  ofDraws(
    'ignorance',
    'log-score',
    'how probable did forecasts given as draws hold the class of what happened? in bits',
    {},
    (observed, samples) => withMean(ignorance(observed, samples)),
  ),
  ofDraws(
    'interval-score-sample',
    'interval-score',
    'how narrow and how right are the intervals of forecasts given as draws?',
    { coverage },
    (observed, samples, values) =>
      withMean(intervalScoreSample(observed, samples, { coverage: values.coverage })),
  ),
  {
    name: 'interval-score',
    card: 'interval-score',
    summary: 'how narrow and how right are prediction intervals?',
    tables: [
      {
        name: 'forecasts',
        meaning: 'one row per interval',
        columns: [
          { name: 'observed', type: 'number', meaning: 'what happened' },
          { name: 'lower', type: 'number', meaning: 'lower end' },
          { name: 'upper', type: 'number', meaning: 'upper end' },
        ],
      },
    ],
    parameters: { coverage },
    run: ({ tables: { forecasts }, parameters }) =>
      withMean(
        intervalScore(
          forecasts!.numbers('observed'),
          forecasts!.numbers('lower'),
          forecasts!.numbers('upper'),
          {
            coverage: parameters.coverage,
          },
        ),
      ),
  },
  ofDraws(
    'energy-score',
    'multivariate-scores',
    'how good is one joint forecast of all rows?',
    {},
    (observed, samples) => ({ score: energyScore(observed, samples) }),
  ),
  ofDraws(
    'variogram-score',
    'multivariate-scores',
    'does one joint forecast have the dependence between its rows right?',
    { order: { type: 'number', default: 0.5, least: 0.01, most: 4, meaning: 'power of the differences' } },
    (observed, samples, { order }) => ({ score: variogramScore(observed, samples, { order }) }),
  ),
  ofDraws(
    'pit',
    'pit',
    'are forecasts given as draws calibrated: too narrow, too wide, too low, too high?',
    { bins },
    (observed, samples, values) => pitHistogram(sampleRanks(observed, samples), { bins: values.bins }),
  ),
  {
    name: 'brier',
    card: 'brier',
    summary: 'how good are probabilities of events, and is it reliability or resolution that they lack?',
    tables: [probabilityTable],
    parameters: { bins },
    run: ({ tables: { forecasts }, parameters }) => {
      const outcome = forecasts!.numbers('outcome');
      const probability = forecasts!.numbers('probability');
      const result = brier(outcome, probability, { bins: parameters.bins });
      return result.kind === 'brier'
        ? { ...result, bins: reliabilityBins(outcome, probability, parameters.bins) }
        : result;
    },
  },
  {
    name: 'log-loss',
    card: 'brier',
    summary: 'how probable did forecasts of events hold what happened? mean, in nats',
    tables: [probabilityTable],
    parameters: {},
    run: ({ tables: { forecasts } }) =>
      logLoss(forecasts!.numbers('outcome'), forecasts!.numbers('probability')),
  },
  {
    name: 'ranking',
    card: 'ranking',
    summary: 'how well does a risk order places by what then happened? ROC, AUC, average precision',
    tables: [
      {
        name: 'places',
        meaning: 'one row per place',
        columns: [
          { name: 'outcome', type: 'number', meaning: '1 if it happened, else 0' },
          { name: 'risk', type: 'number', meaning: 'forecast; only its order matters' },
        ],
      },
    ],
    parameters: {},
    run: ({ tables: { places } }) => ranking(places!.numbers('outcome'), places!.numbers('risk')),
  },
  {
    name: 'hit-rates',
    card: 'hit-rates',
    summary: 'how good is a hotspot map when only part of the area can be searched? PAI, PEI',
    tables: [placesTable],
    parameters: {
      areaShare: { type: 'number', least: 1e-9, most: 1, meaning: 'share of the area that is searched' },
    },
    run: ({ tables, parameters }) =>
      hitRates(...placesOf(tables.places!), { areaShare: parameters.areaShare }),
  },
  {
    name: 'search-efficiency-curve',
    card: 'hit-rates',
    summary: 'what share of events lies in what share of the area, from the highest risk down?',
    tables: [placesTable],
    parameters: {},
    run: ({ tables }) => searchEfficiencyCurve(...placesOf(tables.places!)),
  },
  {
    name: 'recapture-rate',
    card: 'hit-rates',
    summary: 'do the hotspots of one time hold in the next? RRI',
    tables: [
      {
        name: 'places',
        meaning: 'one row per place',
        columns: [
          { name: 'inHotspot', type: 'number', meaning: '1 in a hotspot, else 0' },
          { name: 'before', type: 'number', meaning: 'events when the hotspots were found' },
          { name: 'after', type: 'number', meaning: 'events in the time after it' },
        ],
      },
    ],
    parameters: {},
    run: ({ tables: { places } }) =>
      recaptureRate(places!.numbers('inHotspot'), places!.numbers('before'), places!.numbers('after')),
  },
];
