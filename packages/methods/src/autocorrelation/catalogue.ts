import type { InputTable, MethodEntry, Parameter, ParameterValues } from '../catalogue/entry.ts';
import { isInsufficient } from '../insufficient.ts';
import { benjaminiHochberg } from '../multiple-testing/benjamini-hochberg.ts';
import {
  neighbourParameters,
  pairsTable,
  placeColumns,
  standardisedFrom,
  weightsFrom,
} from '../weights/from-tables.ts';
import { gearysC } from './gearys-c.ts';
import { joinCounts } from './join-counts.ts';
import { localGeary } from './local-geary.ts';
import { localMoran } from './local-moran.ts';
import { moransI } from './morans-i.ts';

const places = (meaning: string): readonly InputTable[] => [
  {
    name: 'places',
    meaning: 'one row per place, those without incidents too',
    columns: [{ name: 'value', type: 'number', meaning }, ...placeColumns],
  },
  pairsTable,
];
const permutations: Parameter = {
  type: 'integer',
  default: 999,
  least: 99,
  most: 999_999,
  meaning: 'random rearrangements',
};
const inference = (...choices: readonly string[]): Parameter => ({
  type: 'word',
  choices,
  default: 'permutation',
  meaning: 'where p comes from',
});
const inferenceOf = <Word>(parameters: ParameterValues, seed: number) =>
  parameters.inference === 'permutation'
    ? { permutations: parameters.permutations as number, seed }
    : (parameters.inference as Word);

const globalParameters = {
  ...neighbourParameters,
  inference: inference('permutation', 'randomisation', 'normality'),
  permutations,
};

const moranEntry: MethodEntry = {
  name: 'morans-i',
  card: 'spatial-autocorrelation',
  summary: 'are neighbours more alike than chance would bring, over the whole map?',
  tables: places('incidents, or a rate'),
  parameters: globalParameters,
  random: true,
  run: ({ tables, parameters, seed, signal, onProgress }) =>
    moransI(tables.places!.numbers('value'), standardisedFrom(tables.places!, tables.pairs, parameters), {
      inference: inferenceOf(parameters, seed),
      signal,
      onProgress,
    }),
};

const gearyEntry: MethodEntry = {
  name: 'gearys-c',
  card: 'spatial-autocorrelation',
  summary: 'do neighbours differ less than any two places of the map?',
  tables: places('incidents, or a rate'),
  parameters: globalParameters,
  random: true,
  run: ({ tables, parameters, seed, signal, onProgress }) =>
    gearysC(tables.places!.numbers('value'), standardisedFrom(tables.places!, tables.pairs, parameters), {
      inference: inferenceOf(parameters, seed),
      signal,
      onProgress,
    }),
};

const joinsEntry: MethodEntry = {
  name: 'join-counts',
  card: 'join-counts',
  summary: 'do places with a mark adjoin each other more often than chance would bring?',
  tables: places('1 with the mark, 0 without'),
  parameters: {
    ...neighbourParameters,
    inference: inference('permutation', 'non-free', 'free'),
    permutations,
    chance: {
      type: 'number',
      optional: true,
      least: 0,
      most: 1,
      meaning: 'for free: probability of the mark; its share where not given',
    },
  },
  random: true,
  run: ({ tables, parameters, seed, signal, onProgress }) =>
    joinCounts(tables.places!.numbers('value'), weightsFrom(tables.places!, tables.pairs, parameters), {
      inference: inferenceOf(parameters, seed),
      chance: parameters.chance,
      signal,
      onProgress,
    }),
};

const localMoranEntry: MethodEntry = {
  name: 'local-moran',
  card: 'local-moran',
  summary: 'which places are clusters of like values, and which are outliers among their neighbours?',
  tables: places('incidents, or a rate'),
  parameters: {
    ...neighbourParameters,
    inference: inference('permutation', 'analytic'),
    permutations: { ...permutations, default: 9999 },
  },
  random: true,
  run: ({ tables, parameters, seed }) => {
    const result = localMoran(
      tables.places!.numbers('value'),
      standardisedFrom(tables.places!, tables.pairs, parameters),
      { inference: inferenceOf<'analytic'>(parameters, seed) },
    );
    return isInsufficient(result) ? result : { ...result, q: benjaminiHochberg(result.p) };
  },
};

const localGearyEntry: MethodEntry = {
  name: 'local-geary',
  card: 'local-geary',
  summary: 'does a place differ from its neighbours less, or more, than from others?',
  tables: places('incidents, or a rate'),
  parameters: { ...neighbourParameters, permutations },
  random: true,
  run: ({ tables, parameters, seed }) => {
    const result = localGeary(
      tables.places!.numbers('value'),
      standardisedFrom(tables.places!, tables.pairs, parameters),
      { permutations: parameters.permutations, seed },
    );
    return isInsufficient(result) ? result : { ...result, q: benjaminiHochberg(result.p!) };
  },
};

export const autocorrelationCatalogue: readonly MethodEntry[] = [
  moranEntry,
  gearyEntry,
  joinsEntry,
  localMoranEntry,
  localGearyEntry,
];
