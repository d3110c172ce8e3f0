import { Problem } from '@bluehelm/kernel/problem';
import type { Column, InputTable, Parameter, ParameterValues } from '../catalogue/entry.ts';
import type { Table } from '../catalogue/table.ts';
import { methodProblems } from '../problems.ts';
import { distanceBandWeights, nearestWeights } from './distance.ts';
import { h3RingWeights } from './h3-rings.ts';
import { neighbourWeights, rowStandardised, type Weights } from './weights.ts';

/** How a method called by name is told who is whose neighbour: columns of its places, parameters, a table of pairs. */
export const placeColumns: readonly Column[] = [
  { name: 'cell', type: 'word', meaning: 'H3 index, for neighbours by rings', optional: true },
  { name: 'x', type: 'number', meaning: 'easting, or longitude in degrees', optional: true },
  { name: 'y', type: 'number', meaning: 'northing, or latitude in degrees', optional: true },
];

export const pairsTable: InputTable = {
  name: 'pairs',
  meaning: 'one row per neighbour of a place, for neighbours by pairs',
  columns: [
    { name: 'i', type: 'number', meaning: 'the place, by its row in the table of places, from 1' },
    { name: 'j', type: 'number', meaning: 'its neighbour, the same way' },
    { name: 'weight', type: 'number', meaning: 'how much it counts; 1 without this column', optional: true },
  ],
  optional: true,
};

export const neighbourParameters: Readonly<Record<string, Parameter>> = {
  neighbours: {
    type: 'word',
    choices: ['rings', 'distance', 'nearest', 'pairs'],
    default: 'rings',
    meaning: 'by rings of H3 cells, a distance, the k nearest, or the table of pairs',
  },
  rings: {
    type: 'integer',
    default: 1,
    least: 1,
    most: 20,
    meaning: 'rings of hexagons that are neighbours',
  },
  reach: {
    type: 'number',
    optional: true,
    least: 0,
    meaning: 'largest distance of neighbours, in the unit of x',
  },
  k: { type: 'integer', default: 8, least: 1, most: 1000, meaning: 'how many nearest places are neighbours' },
  geometry: {
    type: 'word',
    choices: ['plane', 'great-circle'],
    default: 'plane',
    meaning: 'great-circle: x and y are degrees, distances kilometres',
  },
};

/** @throws Problem METHOD_PARAMETERS_INVALID, METHOD_TABLE_MISSING, METHOD_COLUMN_MISSING, METHOD_WEIGHTS_INVALID */
export const weightsFrom = (
  places: Table,
  pairs: Table | undefined,
  { neighbours, rings, reach, k, geometry }: ParameterValues,
): Weights => {
  if (neighbours === 'rings') return h3RingWeights(places.words('cell'), rings);
  if (neighbours === 'pairs') return pairWeights(places.rows, pairs);
  const [x, y] = [places.numbers('x'), places.numbers('y')];
  if (neighbours === 'nearest') return nearestWeights(x, y, { k, geometry });
  if (reach === undefined)
    throw new Problem(
      methodProblems.parameters,
      'reach was not given; with neighbours=distance a number above 0 was expected.',
    );
  return distanceBandWeights(x, y, { reach, geometry });
};

/** The same with each row's weights divided by their sum. */
export const standardisedFrom = (
  places: Table,
  pairs: Table | undefined,
  parameters: ParameterValues,
): Weights => rowStandardised(weightsFrom(places, pairs, parameters));

const pairWeights = (places: number, pairs: Table | undefined): Weights => {
  if (!pairs)
    throw new Problem(
      methodProblems.tableMissing,
      `neighbours=pairs needs the table pairs: ${pairsTable.meaning}.`,
    );
  const [i, j] = [pairs.numbers('i'), pairs.numbers('j')];
  const weight = pairs.has('weight') ? pairs.numbers('weight') : undefined;
  const lists: number[][] = Array.from({ length: places }, () => []);
  const values: number[][] = lists.map(() => []);
  i.forEach((place, row) => {
    if (!lists[place - 1])
      throw new Problem(
        methodProblems.weights,
        `Row ${row + 1} of pairs names the place ${place}; a number from 1 to ${places} was expected.`,
      );
    lists[place - 1]!.push(j[row]! - 1);
    if (weight) values[place - 1]!.push(weight[row]!);
  });
  return neighbourWeights(lists, weight && values);
};
