import { setTimeout as sleep } from 'node:timers/promises';
import { everyone } from '@bluehelm/kernel';
import { ensureMission, grant, type Mission } from '../../src/foundation/access/index.ts';
import { createRecord } from '../../src/foundation/records/index.ts';
import type { Bench, Line } from '../line.ts';
import { writerOf } from '../missions.ts';
import type { ListenersAnswer, ListenersQuestion } from '../ours/listeners.ts';
import type { ServerAnswer, ServerQuestion } from '../ours/server.ts';
import { type Helper, startHelper } from '../processes.ts';
import { alternate, comparison, quantile } from '../rounds.ts';

const goal = 1.5;

/** A new record to many live listeners, each with a clearance of its own, against sending it to all unasked. */
export const liveLine: Line = {
  name: 'live',
  run: async (bench) => {
    const listeners = bench.small ? 20 : 1_000;
    const records = bench.small ? 3 : 25;
    const sides = [
      await openSide(bench, 'live-filtered', listeners, './ours/server.ts'),
      await openSide(bench, 'live-unfiltered', listeners, './peers/broadcast.ts'),
    ] as const;
    try {
      const [ours, peer] = sides.map((side) => () => p95(bench, side, records, listeners));
      await ours!();
      await peer!();
      const compared = await alternate(bench.small ? 1 : 5, ours!, peer!);
      return {
        results: [
          {
            line: 'live',
            what: 'a new record to live listeners with different markings: p95 from commit to arrival',
            size: `${listeners} listeners`,
            unit: 'ms',
            ...comparison(compared),
            peerName: 'the same broadcast without any filter',
            goal: `≤ ${goal} × p95`,
            met: compared.ratio! <= goal,
            note: 'every listener has a clearance of its own, so that each is decided on; every record may be seen by all, so that both sides send the same number of events; all listeners in one process',
          },
        ],
      };
    } finally {
      for (const side of sides) await side.end();
    }
  },
};

interface Side {
  readonly mission: Mission;
  readonly listening: Helper<ListenersQuestion, ListenersAnswer>;
  end(): Promise<void>;
}

// each side follows a mission of its own, so that the other has nothing to do meanwhile
const openSide = async (bench: Bench, name: string, listeners: number, script: string): Promise<Side> => {
  const { mission } = await ensureMission(bench.house.db, { name });
  const tokens: string[] = [];
  for (let i = 0; i < listeners; i++) {
    const clearance = { level: 'confidential', compartments: [], organisation: `unit-${i}` } as const;
    const { secret } = await grant(bench.house.db, 'api', {
      label: `listener ${i}`,
      mission: mission.id,
      role: 'analyst',
      clearance,
    });
    tokens.push(secret);
  }
  const server = startHelper<ServerQuestion & { mission: string }, ServerAnswer>(script);
  const listening = startHelper<ListenersQuestion, ListenersAnswer>('./ours/listeners.ts');
  const url = bench.house.engine.ownerUrl;
  const { port } = await server.ask({ url, folder: bench.folder, mission: name });
  await listening.ask({ ask: 'open', port, tokens });
  return {
    mission,
    listening,
    end: async () => {
      await listening.end();
      await server.end();
    },
  };
};

const p95 = async (bench: Bench, side: Side, records: number, listeners: number): Promise<number> => {
  const writer = writerOf(bench.house, side.mission);
  const committed: Record<number, number> = {};
  for (let i = 0; i < records; i++) {
    const { seq } = await createRecord(bench.house, writer, 'incident', {
      when: { start: '2026-06-01' },
      where: { lon: 10 + i / 100, lat: 5 },
      marking: { audience: [everyone] },
      body: { category: 'theft', summary: 'A bicycle is stolen', deaths: { low: 0, best: 0, high: 0 } },
    });
    committed[seq] = performance.timeOrigin + performance.now();
    await sleep(150);
  }
  await sleep(500);
  const { delays } = await side.listening.ask({ ask: 'delays', committed });
  if (delays.length !== records * listeners)
    throw new Error(`${delays.length} events came; ${records * listeners} were expected.`);
  return quantile(delays, 0.95);
};
