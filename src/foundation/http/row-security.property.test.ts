import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../../../tests/support/server.ts';
import { ensureMission } from '../access/index.ts';

// a plain model in memory, written without the kernel's lattice: who may see what, and what each is told

const levels = ['unclassified', 'confidential', 'strictly confidential'] as const;
const organisations = ['mission', 'police', 'relief'] as const;
const compartments = ['a', 'b'] as const;

interface Person {
  readonly level: number;
  readonly compartments: readonly string[];
  readonly organisation: string;
}
interface Marked extends Omit<Person, 'organisation'> {
  readonly audience: readonly string[];
}
type Stored = Marked & { readonly originator: string };

const mayRead = (person: Person, marked: Stored): boolean =>
  person.level >= marked.level &&
  marked.compartments.every((one) => person.compartments.includes(one)) &&
  (marked.originator === person.organisation ||
    marked.audience.some((one) => one === '*' || one === person.organisation));

const readers = (marked: Stored): readonly string[] =>
  marked.audience.includes('*') ? ['*'] : [marked.originator, ...marked.audience];

const atLeastAsStrict = (marked: Stored, than: Stored): boolean =>
  marked.level >= than.level &&
  than.compartments.every((one) => marked.compartments.includes(one)) &&
  (readers(than).includes('*') || readers(marked).every((one) => readers(than).includes(one)));

interface ModelVersion {
  readonly text: string;
  /** every marking that this version has been put under since it was written */
  readonly markings: Stored[];
}
interface ModelRecord {
  readonly id: string;
  readonly versions: ModelVersion[];
  readonly marking: Stored;
}

const person = fc.record<Person>({
  level: fc.nat({ max: 2 }),
  compartments: fc.subarray([...compartments]),
  organisation: fc.constantFrom(...organisations),
});
const marked = fc.record<Marked>({
  level: fc.nat({ max: 2 }),
  compartments: fc.subarray([...compartments]),
  audience: fc.oneof(fc.constant(['*']), fc.subarray([...organisations])),
});
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('create' as const), who: fc.nat(), marked }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('mark' as const), who: fc.nat(), which: fc.nat(), marked }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('edit' as const), who: fc.nat(), which: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('follow' as const), who: fc.nat() }) },
);

let server: TestServer;
let missions = 0;

beforeAll(async () => {
  server = await testServer();
});

const asGiven = (one: Marked) => ({
  level: levels[one.level]!,
  compartments: [...one.compartments],
  audience: [...one.audience],
});

/** One mission with its people, run beside the model. */
const world = async (people: readonly Person[]) => {
  const { mission } = await ensureMission(server.db, { name: `world-${++missions}` });
  const tokens = await Promise.all(
    people.map((one) =>
      server.token({
        mission: mission.id,
        clearance: {
          level: levels[one.level]!,
          compartments: one.compartments,
          organisation: one.organisation,
        },
      }),
    ),
  );
  const records: ModelRecord[] = [];
  // what each has gathered by following the feed
  const followed = people.map(() => ({ after: 0, ids: new Set<string>() }));
  let texts = 0;

  const create = async (who: number, one: Marked) => {
    const text = `text ${++texts}`;
    const reply = await server.call(tokens[who]!, 'POST', '/api/v1/records', {
      kind: 'memo',
      marking: asGiven(one),
      body: { text },
    });
    const stored = { ...one, originator: people[who]!.organisation };
    if (!mayRead(people[who]!, stored)) return expect(reply.json().code).toBe('RECORD_MARKING_TOO_STRICT');
    expect(reply.statusCode, reply.body).toBe(201);
    records.push({ id: reply.json().id, versions: [{ text, markings: [stored] }], marking: stored });
  };

  const change = async (who: number, which: number, one?: Marked) => {
    const at = which % records.length;
    const record = records[at]!;
    const text = one ? record.versions.at(-1)!.text : `text ${++texts}`;
    const reply = await server.call(
      tokens[who]!,
      'PATCH',
      `/api/v1/records/${record.id}`,
      one ? { marking: asGiven(one) } : { body: { text } },
      { 'if-match': `"${record.versions.length}"` },
    );
    const reader = people[who]!;
    if (!mayRead(reader, record.marking)) return expect(reply.statusCode).toBe(404);
    const stored = one ? { ...one, originator: record.marking.originator } : record.marking;
    if (!mayRead(reader, stored)) return expect(reply.json().code).toBe('RECORD_MARKING_TOO_STRICT');
    if (reader.organisation !== stored.originator && !atLeastAsStrict(stored, record.marking))
      return expect(reply.json().code).toBe('RECORD_NOT_YOURS_TO_RELEASE');
    expect(reply.statusCode, reply.body).toBe(200);
    // earlier versions become as strict as the present one, also those that the writer may not see
    const changed = JSON.stringify(asGiven(stored)) !== JSON.stringify(asGiven(record.marking));
    const versions = record.versions.map((version) =>
      changed ? { ...version, markings: [...version.markings, stored] } : version,
    );
    records[at] = { ...record, marking: stored, versions: [...versions, { text, markings: [stored] }] };
  };

  const follow = async (who: number) => {
    const mine = followed[who]!;
    let more = true;
    while (more) {
      const page = (
        await server.call(tokens[who]!, 'GET', `/api/v1/changes?after=${mine.after}&limit=3`)
      ).json();
      for (const entry of page.changes)
        if (entry.removed) mine.ids.delete(entry.id);
        else mine.ids.add(entry.id);
      mine.after = page.next;
      more = page.more;
    }
    const visible = records.filter((record) => mayRead(people[who]!, record.marking));
    expect([...mine.ids].sort()).toEqual(visible.map(({ id }) => id).sort());
  };

  const compare = async (who: number) => {
    const reader = people[who]!;
    const visible = records.filter((record) => mayRead(reader, record.marking));
    const list = (
      await server.call(tokens[who]!, 'GET', '/api/v1/records?kind=memo&count=true&limit=1000')
    ).json();
    expect(list.records.map(({ id }: { id: string }) => id).sort()).toEqual(
      visible.map(({ id }) => id).sort(),
    );
    expect(list.count).toBe(visible.length);
    const lines = (await server.call(tokens[who]!, 'GET', '/api/v1/records.ndjson?kind=memo')).body;
    expect(lines.split('\n').filter((line) => line !== '')).toHaveLength(visible.length);
    for (const record of records) {
      const reply = await server.call(tokens[who]!, 'GET', `/api/v1/records/${record.id}/history`);
      if (!visible.includes(record)) {
        expect(reply.statusCode).toBe(404);
        continue;
      }
      const seen = record.versions.filter((version) =>
        version.markings.every((marking) => mayRead(reader, marking)),
      );
      expect(
        reply.json().versions.map((one: { record: { body: { text: string } } }) => one.record.body.text),
      ).toEqual(seen.map(({ text }) => text).reverse());
    }
    await follow(who);
  };
  return { records, create, change, follow, compare };
};

test('lists, counts, exports, history and the feed agree with the model for random people, markings and edits', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(person, { minLength: 2, maxLength: 4 }),
      fc.array(step, { minLength: 8, maxLength: 30 }),
      async (people, steps) => {
        const { records, create, change, follow, compare } = await world(people);
        for (const one of steps) {
          const who = one.who % people.length;
          if (one.do === 'create') await create(who, one.marked);
          else if (one.do === 'follow') await follow(who);
          else if (records.length > 0)
            await change(who, one.which, one.do === 'mark' ? one.marked : undefined);
        }
        for (let who = 0; who < people.length; who++) await compare(who);
      },
    ),
    { numRuns: 25, seed: 20261122 },
  );
});
