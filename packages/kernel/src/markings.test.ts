import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  atMost,
  type Clearance,
  everyone,
  hasBit,
  join,
  joint,
  levels,
  type Marking,
  marking,
  markingBits,
  markingKey,
  markingText,
  mayRead,
  meet,
  tlpLabels,
} from './markings.ts';

const organisations = ['un', 'host', 'ngo', 'region'];
const compartments = ['sources', 'justice', 'medical'];

const anyMarking: fc.Arbitrary<Marking> = fc
  .record({
    level: fc.constantFrom(...levels),
    compartments: fc.subarray(compartments),
    originator: fc.constantFrom(...organisations, joint),
    audience: fc.oneof(
      { weight: 4, arbitrary: fc.subarray(organisations) },
      { weight: 1, arbitrary: fc.constant([everyone]) },
    ),
    tlp: fc.option(fc.constantFrom(...tlpLabels), { nil: undefined }),
  })
  .map(({ tlp, ...given }) => marking({ ...given, ...(tlp === undefined ? {} : { tlp }) }));

const anyClearance: fc.Arbitrary<Clearance> = fc.record({
  level: fc.constantFrom(...levels),
  compartments: fc.subarray(compartments),
  organisation: fc.constantFrom(...organisations, 'stranger', joint, everyone),
});

// a marking's place in the lattice: who made it is told, but is no part of the order
const same = (a: Marking, b: Marking): boolean => atMost(a, b) && atMost(b, a);
const holds = (law: (a: Marking, b: Marking, c: Marking) => boolean) =>
  fc.assert(fc.property(anyMarking, anyMarking, anyMarking, law), { numRuns: 2_000 });
const canonicalAgain = (a: Marking): Marking => marking(a);

test('the order is reflexive and transitive', () => {
  holds((a, b, c) => atMost(a, a) && (!(atMost(a, b) && atMost(b, c)) || atMost(a, c)));
});

test('join is commutative, associative and idempotent to the letter, meet in the order', () => {
  holds(
    (a, b, c) =>
      markingKey(join(a, b)) === markingKey(join(b, a)) &&
      markingKey(join(a, a)) === markingKey(a) &&
      markingKey(join(join(a, b), c)) === markingKey(join(a, join(b, c))),
  );
  holds(
    (a, b, c) =>
      same(meet(a, b), meet(b, a)) && same(meet(a, a), a) && same(meet(meet(a, b), c), meet(a, meet(b, c))),
  );
});

test('join and meet absorb each other', () => {
  holds((a, b) => same(join(a, meet(a, b)), a) && same(meet(a, join(a, b)), a));
});

test('join is the least upper bound, meet the greatest lower bound', () => {
  holds((a, b, c) => {
    const [up, down] = [join(a, b), meet(a, b)];
    const bounds = atMost(a, up) && atMost(b, up) && atMost(down, a) && atMost(down, b);
    const least = !(atMost(a, c) && atMost(b, c)) || atMost(up, c);
    const greatest = !(atMost(c, a) && atMost(c, b)) || atMost(c, down);
    return bounds && least && greatest;
  });
});

test('whoever may read a join may read both of its parts, and the other way round', () => {
  fc.assert(
    fc.property(
      anyClearance,
      anyMarking,
      anyMarking,
      (clearance, a, b) =>
        mayRead(clearance, join(a, b)) === (mayRead(clearance, a) && mayRead(clearance, b)),
    ),
    { numRuns: 3_000 },
  );
});

test('a stricter marking never shows more', () => {
  fc.assert(
    fc.property(
      anyClearance,
      anyMarking,
      anyMarking,
      (clearance, a, b) => !atMost(a, b) || !mayRead(clearance, b) || mayRead(clearance, a),
    ),
    { numRuns: 3_000 },
  );
});

test('equal markings have one form, whatever order and repetition they are given in', () => {
  const one = marking({
    originator: 'un',
    audience: ['ngo', 'un', 'host', 'ngo'],
    compartments: ['b', 'a', 'b'],
  });
  const other = marking({ originator: 'un', audience: ['host', 'ngo'], compartments: ['a', 'b'] });
  expect(one).toEqual(other);
  expect(markingKey(one)).toBe(markingKey(other));
  holds((a, b) => [a, join(a, b), meet(a, b)].every((m) => markingKey(canonicalAgain(m)) === markingKey(m)));
});

test('a marking without an audience is for its originator only', () => {
  const own = marking({ originator: 'un' });
  const of = (organisation: string): Clearance => ({
    level: 'strictly confidential',
    compartments,
    organisation,
  });
  expect(mayRead(of('un'), own)).toBe(true);
  expect(['host', joint, everyone].some((one) => mayRead(of(one), own))).toBe(false);
  expect(markingText(own)).toBe('UNCLASSIFIED // un only');
});

test('what two originators made together nobody reads unless both were for them', () => {
  const made = join(marking({ originator: 'un' }), marking({ originator: 'host' }));
  expect(made.originator).toBe(joint);
  for (const organisation of [...organisations, joint, everyone])
    expect(mayRead({ level: 'strictly confidential', compartments, organisation }, made)).toBe(false);
  const shared = join(marking({ originator: 'un', audience: ['host'] }), marking({ originator: 'host' }));
  expect(mayRead({ level: 'unclassified', compartments: [], organisation: 'host' }, shared)).toBe(true);
  expect(markingText(made)).toBe('UNCLASSIFIED // no organisation');
});

test('naming "joint" in an audience lets nobody in', () => {
  expect(marking({ originator: 'un', audience: [joint] })).toEqual(marking({ originator: 'un' }));
});

test.each([
  ['everyone as originator', { originator: everyone }],
  ['everyone as compartment', { originator: 'un', compartments: [everyone] }],
  ['an unknown level', { originator: 'un', level: 'secret' }],
  ['an unknown TLP label', { originator: 'un', tlp: 'WHITE' }],
  ['an organisation in capitals', { originator: 'UN' }],
  ['an empty originator', { originator: '' }],
  ['a compartment with a space', { originator: 'un', compartments: ['a b'] }],
])('%s is refused', (_, given) => {
  expect(() => marking(given)).toThrow(/MARKING_MALFORMED/);
});

test('a bit of a session is set exactly where it may read', () => {
  fc.assert(
    fc.property(
      anyClearance,
      fc.array(anyMarking, { maxLength: 40 }),
      fc.nat(100),
      (clearance, all, slack) => {
        const bits = markingBits(clearance, all.entries(), slack);
        all.forEach((marked, number) => {
          expect(hasBit(bits, number)).toBe(mayRead(clearance, marked));
        });
        for (let number = all.length; number < bits.length * 8; number++)
          expect(hasBit(bits, number)).toBe(false);
        expect(bits.length * 8).toBeGreaterThanOrEqual(all.length + slack);
      },
    ),
  );
});
