import { everyone, type Id, instant, type Marking, marking, newId } from '@bluehelm/kernel';
import { exerciseDraft, exerciseMission } from '../src/6-learn/exercises/index.ts';
import { beginSession, ensureMission, type Mission, type Session } from '../src/foundation/access/index.ts';
import { type SourceDraft, upsertBatch } from '../src/foundation/records/index.ts';
import type { House } from '../src/main/house.ts';

/** A mission of one size, and who reads it. */
export interface SizedMission {
  readonly mission: Mission;
  readonly incidents: number;
  /** sees every marking and may write */
  readonly writer: Session;
  /** sees 70 % of the markings, and so 70 % of the incidents */
  readonly reader: Session;
  /** seconds that writing the incidents took, without making them */
  readonly writtenSeconds: number;
}

/** What the reader of a sized mission has been cleared for. */
export const readerClearance = {
  level: 'confidential',
  compartments: [],
  organisation: 'partner',
} as const;

const markingsOfMission = 300;

/** 300 distinct markings; of ten, one is too high for the reader, one in another compartment, one for others only. */
const markingNumber = (i: number): Marking =>
  marking({
    originator: 'mission',
    level: i % 10 === 0 ? 'strictly confidential' : i % 3 === 0 ? 'confidential' : 'unclassified',
    compartments: i % 10 === 1 ? ['sources'] : [],
    audience: [`unit-${i}`, ...(i % 10 === 2 ? [] : [readerClearance.organisation])],
  });

/** Sees everything that a benchmark writes. */
export const writerOf = (house: House, mission: Mission): Session =>
  beginSession(house.markings, mission, {
    label: 'benchmark',
    mission: mission.id,
    role: 'administrator',
    clearance: { level: 'strictly confidential', compartments: ['sources'], organisation: 'mission' },
  });

export const readerOf = (house: House, mission: Mission): Session =>
  beginSession(house.markings, mission, {
    label: 'benchmark reader',
    mission: mission.id,
    role: 'analyst',
    clearance: readerClearance,
  });

/** Makes a mission of the exercise generator's incidents and writes them as the product does, in batches. */
export const loadMission = async (
  house: House,
  incidents: number,
  log: (text: string) => void,
): Promise<SizedMission> => {
  const { mission } = await ensureMission(house.db, { name: `exercise-${incidents}` });
  const numbers: number[] = [];
  for (let i = 0; i < markingsOfMission; i++) numbers.push(await house.markings.number(markingNumber(i)));
  const open = await house.markings.number(marking({ originator: 'mission', audience: [everyone] }));
  const writer = writerOf(house, mission);
  const importId: Id = newId();
  const kind = house.kinds.get('incident');
  const options = { kind, source: 'exercise', marking: open, importId };
  let milliseconds = 0;
  let written = 0;
  const write = async (drafts: readonly SourceDraft[]) => {
    const started = performance.now();
    await upsertBatch(house, writer, options, drafts);
    milliseconds += performance.now() - started;
  };
  let waiting: SourceDraft[] = [];
  for (const some of exerciseMission({ incidents, until: '2026-06-30' }).incidents()) {
    for (const incident of some) {
      // a step coprime to their number spreads the markings evenly over time and place
      const at = written + waiting.length;
      waiting.push({ ...exerciseDraft(incident), marking: numbers[(at * 7) % numbers.length]! });
      if (waiting.length < batchRows) continue;
      await write(waiting);
      written += waiting.length;
      waiting = [];
      if (written % 100_000 === 0) log(`${written} of ${incidents} incidents written`);
    }
  }
  await write(waiting);
  // what autovacuum would do in its own time, so that no line depends on when it does
  await house.db.owner.query('vacuum (analyze) bluehelm.record');
  await house.db.owner.query('vacuum (analyze) bluehelm.fact');
  await house.db.owner.query('checkpoint');
  return {
    mission,
    incidents,
    writer,
    reader: readerOf(house, mission),
    writtenSeconds: milliseconds / 1000,
  };
};

/** As an import does. */
const batchRows = 4000;

/** The two years of the exercise, in milliseconds since 1970. */
export const exerciseSpan = { from: instant('2024-07-01'), to: instant('2026-06-30') } as const;
