import { join } from 'node:path';
import { simulateHawkes } from '../../../packages/methods/src/processes/simulate-hawkes.ts';
import { drawNormal } from '../../../packages/methods/src/random/continuous.ts';
import { seeded } from '../../../packages/methods/src/random/seeded.ts';
import { writeDoubles } from '../doubles.ts';
import { methodLine } from '../method-line.ts';

/** About so many events of two types in a square of 100 × 100 and 1,000 days, four in five around six places. */
const events = async (folder: string, [n]: readonly string[]): Promise<void> => {
  // 1 / (1 − 0.5): each background event brings two in all
  const centres = [22, 20, 75, 18, 50, 45, 20, 72, 60, 80, 84, 60];
  const perDay = Number(n) / 1000 / 4;
  const whole = simulateHawkes(
    {
      backgroundPerDay: [perDay, perDay],
      place: (_, rng, out) => {
        const centre = 2 * rng.int(6);
        const alone = rng.int(5) === 0;
        out.x = alone ? rng.next() * 100 : drawNormal(rng, centres[centre], 3);
        out.y = alone ? rng.next() * 100 : drawNormal(rng, centres[centre + 1], 3);
      },
      offspring: [
        [0.35, 0.15],
        [0.05, 0.45],
      ],
      delayDays: [
        [5, 5],
        [5, 5],
      ],
      spreadKm: [
        [1, 1],
        [1, 1],
      ],
      allowed: (x, y) => x >= 0 && x <= 100 && y >= 0 && y <= 100,
    },
    { days: 1000 },
    seeded('hawkes benchmark'),
  );
  await writeDoubles(join(folder, 'events.f64'), whole.t, whole.x, whole.y, Float64Array.from(whole.type));
};

const number = (text: string | undefined): string => Number(text).toLocaleString('en');

/** Self-exciting processes. */
export const processLines = [
  methodLine({
    name: 'hawkes-em',
    what: 'Hawkes EM, 2 types, 50 iterations',
    size: { full: ['50000', '50', '40', '6'], small: ['2000', '10', '40', '6'] },
    label: ([n, iterations]) => `${number(n)} events, ${iterations} iterations`,
    prepare: events,
    ours: 'hawkes.ts',
    peer: {
      name: 'numpy',
      program: 'python3',
      script: 'hawkes-em.py',
      needs: ['numpy'],
      debian: 'python3-numpy',
    },
    counted: 'call',
    goal: 0.07,
    tolerance: 1e-4,
    note: 'pairs coded in 4 bytes, summed in single precision; numpy as the formulas are written, half again as slow as with hand-tuned arithmetic in place',
  }),
  methodLine({
    name: 'hawkes-converged',
    what: 'Hawkes EM, 2 types, to convergence',
    size: { full: ['100000', 'converged', '40', '6'], small: ['2000', 'converged', '40', '6'] },
    label: ([n]) => `${number(n)} events`,
    prepare: events,
    ours: 'hawkes.ts',
    elsewhere: 'numpy needs more than 10 GB',
    counted: 'call',
    goal: 5,
    note: 'aim 3 s, 300 MiB; must 500 MiB',
  }),
];
