import type { Database } from '../database/index.ts';
import type { Grant } from './credentials.ts';
import { type Markings, slackBits } from './markings.ts';
import type { Mission, Session } from './session.ts';

/** Begins a session in one mission. Its bits grow with the installation's markings, never beyond its clearance. */
export const beginSession = (
  markings: Markings,
  mission: Mission,
  given: Grant,
  actor = given.label,
): Session => ({
  mission,
  actor,
  role: given.role,
  clearance: given.clearance,
  get bits() {
    return markings.bits(given.clearance);
  },
});

/**
 * A session of the house itself, which keeps the columns and the feed for everybody and therefore sees every marking.
 * What leaves it is masked by its reader's own bits.
 */
export const houseSession = (markings: Markings, mission: Mission): Session => ({
  mission,
  actor: 'bluehelm',
  role: 'reader',
  clearance: { level: 'strictly confidential', compartments: [], organisation: 'bluehelm' },
  get bits() {
    return new Uint8Array((markings.size + slackBits + 7) >> 3).fill(0xff);
  },
});

export type Needs = { readonly db: Database; readonly markings: Markings };
