import { readFileSync } from 'node:fs';
import { sharedFile } from '../../../../tests/support/shared.ts';
import { isInsufficient } from '../insufficient.ts';
import type { Rng } from '../random/seeded.ts';
import { fitHawkes, type HawkesData, type HawkesFit, type HawkesOptions } from './fit-hawkes.ts';
import { type HawkesModel, simulateHawkes } from './simulate-hawkes.ts';

export const fitted = async (data: HawkesData, options: HawkesOptions): Promise<HawkesFit> => {
  const fit = await fitHawkes(data, options);
  if (isInsufficient(fit)) throw new Error(`insufficient: ${fit.reason}`);
  return fit;
};

/** The staged process of two types whose background has hot places. */
export const stagedHawkes = (): HawkesData | undefined => {
  const file = sharedFile('reference/hawkes_mv_5k.csv');
  if (!file) return undefined;
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));
  const column = (k: number): Float64Array => Float64Array.from(rows, (row) => row[k]!);
  return { x: column(0), y: column(1), t: column(2), type: Uint8Array.from(rows, (row) => row[3]!) };
};

export interface SquareOptions {
  readonly side: number;
  readonly days: number;
  /** events also come from outside the square, as far as this */
  readonly margin?: number;
  readonly place?: HawkesModel['place'];
}

/** A steady process on the plane as a square of it shows it: parents outside and before are not seen. */
export const watchedSquare = (
  model: Omit<HawkesModel, 'place'>,
  { side, days, margin = 0, place }: SquareOptions,
  rng: Rng,
): HawkesData & { readonly type: Uint8Array } => {
  const events = simulateHawkes(
    {
      ...model,
      place:
        place ??
        ((_, draws, out) => {
          out.x = draws.next() * (side + 2 * margin) - margin;
          out.y = draws.next() * (side + 2 * margin) - margin;
        }),
    },
    { days, warmUpDays: 0 },
    rng,
  );
  const seen: number[] = [];
  for (let i = 0; i < events.t.length; i++)
    if (events.x[i]! >= 0 && events.x[i]! <= side && events.y[i]! >= 0 && events.y[i]! <= side) seen.push(i);
  return {
    t: Float64Array.from(seen, (i) => events.t[i]!),
    x: Float64Array.from(seen, (i) => events.x[i]!),
    y: Float64Array.from(seen, (i) => events.y[i]!),
    type: Uint8Array.from(seen, (i) => events.type[i]!),
    ...(model.mark ? { mark: Float64Array.from(seen, (i) => events.mark[i]!) } : {}),
  };
};
