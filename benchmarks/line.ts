import type { House } from '../src/main/house.ts';
import type { SizedMission } from './missions.ts';

/** One row of the table: a cost of ours beside its peer's, measured in the same run on the same rows. */
export interface Result {
  readonly line: string;
  readonly what: string;
  readonly size: string;
  /** of `ours` and `peer`: s, ms, 1/s, kB */
  readonly unit: string;
  readonly ours: number;
  readonly peerName?: string;
  readonly peer?: number;
  /** ours / peer; the median over the rounds, in each of which both were taken one after the other */
  readonly ratio?: number;
  readonly goal: string;
  /** undefined where it could not be judged */
  readonly met?: boolean;
  /** most memory that our process held at once */
  readonly peakMegabytes?: number;
  readonly note: string;
}

/** What each cost is at one size of a mission. */
export interface GrowthRow {
  readonly incidents: number;
  readonly writtenPerSecond: number;
  readonly fillMs: number;
  readonly pictureMs: number;
  readonly listMs: number;
}

export interface Outcome {
  readonly results: readonly Result[];
  readonly growth?: readonly GrowthRow[];
}

/** What every line is given. */
export interface Bench {
  /** sizes of a smoke test, that say nothing about speed */
  readonly small: boolean;
  /** whether Debian packages that a peer needs may be installed */
  readonly installPeers: boolean;
  /** a folder of the run's own, gone after it */
  readonly folder: string;
  readonly house: House;
  /** a mission with so many incidents, loaded when first asked for */
  mission(incidents: number): Promise<SizedMission>;
  log(text: string): void;
}

export interface Line {
  readonly name: string;
  run(bench: Bench): Promise<Outcome>;
}
