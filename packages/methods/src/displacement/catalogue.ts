import type { MethodEntry, Parameter } from '../catalogue/entry.ts';
import { bufferRings } from './buffer-rings.ts';
import { displacementQuotient } from './displacement-quotient.ts';

const count = (meaning: string): Parameter => ({ type: 'number', least: 0, meaning });

const quotient: MethodEntry = {
  name: 'displacement-quotient',
  card: 'displacement',
  summary: 'did crime move to the surroundings of an intervention, or did these profit too?',
  tables: [],
  parameters: {
    targetBefore: count('incidents in the target before'),
    targetAfter: count('and after'),
    bufferBefore: count('incidents in the ring around it before'),
    bufferAfter: count('and after'),
    controlBefore: count('incidents in the control before'),
    controlAfter: count('and after'),
  },
  run: ({ parameters: set }) =>
    displacementQuotient({
      target: { before: set.targetBefore, after: set.targetAfter },
      buffer: { before: set.bufferBefore, after: set.bufferAfter },
      control: { before: set.controlBefore, after: set.controlAfter },
    }),
};

const rings: MethodEntry = {
  name: 'buffer-rings',
  card: 'displacement',
  summary: 'how many incidents lay in rings around an intervention, before and after it?',
  tables: [
    {
      name: 'incidents',
      meaning: 'one row per incident',
      columns: [
        { name: 'x', type: 'number', meaning: 'easting, in a plane unit' },
        { name: 'y', type: 'number', meaning: 'northing, in the same unit' },
        { name: 'time', type: 'number', meaning: 'when it was' },
      ],
    },
    {
      name: 'centres',
      meaning: 'middles of the intervention’s places',
      columns: [
        { name: 'x', type: 'number', meaning: 'easting' },
        { name: 'y', type: 'number', meaning: 'northing' },
      ],
    },
  ],
  parameters: {
    radii: { type: 'numbers', least: 0, meaning: 'outer radii, rising; the first encloses the target' },
    start: { type: 'number', meaning: 'when the intervention began' },
    length: { type: 'number', least: 0, meaning: 'how long before and after is counted' },
  },
  run: ({ tables, parameters: { radii, start, length } }) => {
    const { incidents, centres } = tables;
    return bufferRings(
      {
        x: incidents!.numbers('x'),
        y: incidents!.numbers('y'),
        time: incidents!.numbers('time'),
        centreX: centres!.numbers('x'),
        centreY: centres!.numbers('y'),
      },
      { radii, start, length },
    );
  },
};

export const displacementCatalogue: readonly MethodEntry[] = [quotient, rings];
