import { newId } from '@bluehelm/kernel';
import { expect, test } from 'vitest';
import { testFoundation } from '../../../tests/support/foundation.ts';
import { sighting } from '../../../tests/support/kinds.ts';
import { ensureMission } from '../access/index.ts';
import { type AnyKind, changeRecord, createRecord, upsertBatch } from './index.ts';

test('under concurrent writers every mission’s feed counts by one, and what was committed first stands first', async () => {
  const house = await testFoundation();
  const { mission: second } = await ensureMission(house.db, { name: 'beta' });
  const options = {
    kind: sighting as unknown as AnyKind,
    source: 'file',
    marking: await house.markings.number({
      level: 'unclassified',
      compartments: [],
      originator: 'mission',
      audience: [],
    }),
    importId: newId(),
  };
  const acknowledged = new Map<string, number[]>([
    [house.mission.id, []],
    [second.id, []],
  ]);
  const seen: number[] = [];
  let watching = true;
  // a reader that never sees an end of the feed with anything before it still missing
  const watch = async () => {
    while (watching) {
      const { rows } = await house.db.owner.query(
        `select h.seq as head, count(r.*) as records from bluehelm.head h
         left join bluehelm.record r on r.mission = h.mission and r.kind = 'memo' where h.mission = $1 group by h.seq`,
        [second.id],
      );
      expect(rows[0].records).toBe(rows[0].head);
      seen.push(rows[0].head);
    }
  };
  const write = async (writer: number) => {
    const session = house.session({ actor: `writer-${writer}` });
    const other = house.session({ mission: second });
    for (let i = 0; i < 6; i++) {
      const made = await createRecord(house, session, 'memo', { body: { text: `${writer}.${i}` } });
      const changed = await changeRecord(house, session, made.id, 1, { body: { text: 'again' } });
      expect(changed.seq).toBeGreaterThan(made.seq);
      acknowledged.get(house.mission.id)!.push(made.seq, changed.seq);
      acknowledged
        .get(second.id)!
        .push((await createRecord(house, other, 'memo', { body: { text: 'b' } })).seq);
      await upsertBatch(house, session, options, [
        {
          sourceId: `${writer}.${i}`,
          when: { start: 0, end: 0, precision: 1 },
          where: { lon: 1, lat: 2, precision: 1 },
          body: { title: 'x', colour: 'red' },
        },
      ]);
    }
  };
  const watcher = watch();
  await Promise.all(Array.from({ length: 6 }, (_, writer) => write(writer)));
  watching = false;
  await watcher;
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect([...acknowledged.get(second.id)!].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 36 }, (_, i) => i + 1),
  );
  const { rows } = await house.db.owner.query(
    `select h.seq as head, array_agg(r.seq) as seqs from bluehelm.head h join bluehelm.record r on r.mission = h.mission
     where h.mission = $1 group by h.seq`,
    [house.mission.id],
  );
  const first = new Set(acknowledged.get(house.mission.id));
  expect(first.size).toBe(72);
  // what was imported took exactly the places between
  const all = new Set<number>([...first, ...(rows[0].seqs as string[]).map(Number)]);
  expect(rows[0].head).toBe(108);
  expect([...all].sort((a, b) => a - b)).toEqual(Array.from({ length: 108 }, (_, i) => i + 1));
});
