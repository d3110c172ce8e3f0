import type { MethodEntry } from '../catalogue/entry.ts';
import { isInsufficient } from '../insufficient.ts';
import { benjaminiHochberg } from '../multiple-testing/benjamini-hochberg.ts';
import { h3RingWeights } from '../weights/h3-rings.ts';
import { getisOrd } from './getis-ord.ts';
import { hotspotClass } from './hotspot-class.ts';

const getisOrdEntry: MethodEntry = {
  name: 'getis-ord',
  card: 'getis-ord',
  summary: 'do high or low values gather around a hexagon more than chance would bring?',
  tables: [
    {
      name: 'places',
      meaning: 'one row per hexagon, those without incidents too',
      columns: [
        { name: 'cell', type: 'word', meaning: 'H3 index' },
        { name: 'value', type: 'number', meaning: 'incidents, or a rate' },
      ],
    },
  ],
  parameters: {
    star: { type: 'flag', default: true, meaning: 'Gi*: a place counts in its own neighbourhood' },
    rings: {
      type: 'integer',
      default: 1,
      least: 1,
      most: 20,
      meaning: 'rings of hexagons that are neighbours',
    },
    inference: {
      type: 'word',
      choices: ['permutation', 'analytic'],
      default: 'permutation',
      meaning: 'where p comes from',
    },
    permutations: {
      type: 'integer',
      default: 9999,
      least: 99,
      most: 999_999,
      meaning: 'random rearrangements',
    },
  },
  random: true,
  run: ({ tables, parameters, seed }) => {
    const places = tables.places!;
    const cells = places.words('cell');
    const result = getisOrd(places.numbers('value'), h3RingWeights(cells, parameters.rings), {
      star: parameters.star,
      inference:
        parameters.inference === 'analytic' ? 'analytic' : { permutations: parameters.permutations, seed },
    });
    if (isInsufficient(result)) return result;
    const q = benjaminiHochberg(result.p);
    return {
      ...result,
      cell: cells,
      q,
      class: Array.from(result.z, (z, i) => hotspotClass(z, q[i]!)),
    };
  },
};

export const hotspotsCatalogue: readonly MethodEntry[] = [getisOrdEntry];
