import type { MethodEntry, ParameterValues } from '../catalogue/entry.ts';
import { ripleyEnvelope } from './ripley-envelope.ts';
import { ripleyK } from './ripley-k.ts';

const distancesOf = ({ most, steps }: ParameterValues): Float64Array =>
  new Float64Array(steps).map((_, i) => ((i + 1) * most) / steps);

const ripleyEntry: MethodEntry = {
  name: 'ripley-k',
  card: 'ripley-k',
  summary: 'do events gather, or keep apart, within a distance of each other?',
  tables: [
    {
      name: 'events',
      meaning: 'one row per event',
      columns: [
        { name: 'x', type: 'number', meaning: 'easting' },
        { name: 'y', type: 'number', meaning: 'northing, in the unit of x' },
      ],
    },
  ],
  parameters: {
    xMin: { type: 'number', meaning: 'least x of the window' },
    xMax: { type: 'number', meaning: 'greatest x of the window' },
    yMin: { type: 'number', meaning: 'least y of the window' },
    yMax: { type: 'number', meaning: 'greatest y of the window' },
    most: { type: 'number', least: 0, meaning: 'largest distance, at most a quarter of the shorter side' },
    steps: { type: 'integer', default: 50, least: 1, most: 10_000, meaning: 'equal steps up to it' },
    correction: {
      type: 'word',
      choices: ['none', 'border', 'isotropic', 'translation'],
      default: 'isotropic',
      meaning: 'what makes up for neighbours outside the window',
    },
    simulations: {
      type: 'integer',
      default: 0,
      least: 0,
      most: 99_999,
      meaning: 'random patterns for an envelope and a test, at least 19; 0: K alone',
    },
    level: {
      type: 'number',
      default: 0.05,
      least: 0,
      most: 0.5,
      meaning: 'share outside the pointwise envelope',
    },
  },
  random: true,
  run: ({ tables, parameters, seed, signal, onProgress }) => {
    const table = tables.events!;
    const { xMin, xMax, yMin, yMax, correction, simulations, level } = parameters;
    const options = { window: { xMin, xMax, yMin, yMax }, distances: distancesOf(parameters), correction };
    const [x, y] = [table.numbers('x'), table.numbers('y')];
    return simulations === 0
      ? ripleyK(x, y, options)
      : ripleyEnvelope(x, y, { ...options, simulations, level, seed, signal, onProgress });
  },
};

export const pointPatternsCatalogue: readonly MethodEntry[] = [ripleyEntry];
