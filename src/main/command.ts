import type { Command } from 'commander';
import { type House, openHouse, placeOf } from './house.ts';

/** Options that every command takes. */
export interface CommonOptions {
  readonly data?: string;
  readonly json?: boolean;
}

export const common = (command: Command): Command =>
  command
    .option('--data <folder>', 'data folder (default: $BLUEHELM_DATA, else the user’s data folder)')
    .option('--json', 'print JSON for scripts');

/** Runs a command on the open house and closes it, whatever happens. */
export const withHouse = async <T>(
  options: CommonOptions,
  work: (house: House) => Promise<T>,
): Promise<T> => {
  const house = await openHouse(placeOf(options.data));
  try {
    return await work(house);
  } finally {
    await house.close();
  }
};
