import { Problem } from './problem.ts';

export const markingProblems = {
  markingMalformed: { code: 'MARKING_MALFORMED', status: 400, title: 'A marking cannot be read' },
} as const;

export const levels = ['unclassified', 'confidential', 'strictly confidential'] as const;
export type Level = (typeof levels)[number];

/** Traffic Light Protocol 2.0 (FIRST), from the freest to the strictest. */
export const tlpLabels = ['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'] as const;
export type Tlp = (typeof tlpLabels)[number];

/** Every organisation of the mission. */
export const everyone = '*';
/** The originator of what was made from several originators' records; no organisation bears this code. */
export const joint = 'joint';

/**
 * Who may see a record: a level, compartments, and the organisations it is for. `audience` does not repeat the
 * originator, who always sees what it made; an empty audience is therefore "originator only".
 */
export interface Marking {
  readonly level: Level;
  readonly compartments: readonly string[];
  readonly originator: string;
  readonly audience: readonly string[];
  readonly tlp?: Tlp;
}

/** What a session has been cleared for. */
export interface Clearance {
  readonly level: Level;
  readonly compartments: readonly string[];
  readonly organisation: string;
}

const code = /^[a-z0-9][a-z0-9-]{0,62}$/;

const codes = (given: readonly string[], what: string, allowed?: string): readonly string[] => {
  const distinct = [...new Set(given)].sort();
  for (const one of distinct)
    if (!code.test(one) && one !== allowed)
      throw new Problem(
        markingProblems.markingMalformed,
        `"${one.slice(0, 60)}" is not the code of ${what}; lower-case letters, digits and hyphens were expected.`,
      );
  return distinct;
};

/**
 * Builds a marking in its one canonical form. What is not said is decided on the safe side: no audience means the
 * originator only.
 * @throws Problem MARKING_MALFORMED
 */
export const marking = (given: {
  level?: string;
  compartments?: readonly string[];
  originator: string;
  audience?: readonly string[];
  tlp?: string;
}): Marking => {
  const level = given.level ?? 'unclassified';
  if (!levels.includes(level as Level))
    throw new Problem(
      markingProblems.markingMalformed,
      `"${level.slice(0, 60)}" is not a level; one of ${levels.join(', ')} was expected.`,
    );
  if (given.tlp !== undefined && !tlpLabels.includes(given.tlp as Tlp))
    throw new Problem(
      markingProblems.markingMalformed,
      `"${given.tlp.slice(0, 60)}" is not a TLP 2.0 label; one of ${tlpLabels.join(', ')} was expected.`,
    );
  const [originator] = codes([given.originator], 'an organisation');
  // nobody is "joint": naming it lets no one in
  const audience = codes(given.audience ?? [], 'an organisation', everyone).filter(
    (one) => one !== originator && one !== joint,
  );
  return {
    level: level as Level,
    compartments: codes(given.compartments ?? [], 'a compartment'),
    originator: originator!,
    audience: audience.includes(everyone) ? [everyone] : audience,
    ...(given.tlp === undefined ? {} : { tlp: given.tlp as Tlp }),
  };
};

/** Whether a session with this clearance may see what bears this marking. */
export const mayRead = (clearance: Clearance, marked: Marking): boolean =>
  levels.indexOf(marked.level) <= levels.indexOf(clearance.level) &&
  marked.compartments.every((one) => clearance.compartments.includes(one)) &&
  isReader(marked, clearance.organisation);

const isReader = (marked: Marking, organisation: string): boolean =>
  organisation !== joint &&
  (marked.originator === organisation ||
    marked.audience.includes(everyone) ||
    marked.audience.includes(organisation));

const readers = (marked: Marking): readonly string[] =>
  marked.audience.includes(everyone)
    ? [everyone]
    : [...(marked.originator === joint ? [] : [marked.originator]), ...marked.audience];

const both = (a: readonly string[], b: readonly string[]): readonly string[] =>
  a.includes(everyone) ? b : b.includes(everyone) ? a : a.filter((one) => b.includes(one));

const either = (a: readonly string[], b: readonly string[]): readonly string[] =>
  a.includes(everyone) || b.includes(everyone) ? [everyone] : [...new Set([...a, ...b])];

const canonical = (
  a: Marking,
  b: Marking,
  level: number,
  compartments: readonly string[],
  readBy: readonly string[],
  tlp: number,
): Marking => {
  // an originator stays the originator only where it may itself read the result
  const shared =
    a.originator === b.originator && (readBy.includes(a.originator) || readBy.includes(everyone));
  const originator = shared ? a.originator : joint;
  return {
    level: levels[level]!,
    compartments: [...compartments].sort(),
    originator,
    audience: readBy.filter((one) => one !== originator).sort(),
    ...(tlp < 0 ? {} : { tlp: tlpLabels[tlp]! }),
  };
};

const tlpRank = (marked: Marking): number => (marked.tlp === undefined ? -1 : tlpLabels.indexOf(marked.tlp));

/**
 * The least marking that protects both: the higher level, all compartments, only the organisations that may read
 * both, the stricter TLP label. What is made from several records bears the join of their markings.
 */
export const join = (a: Marking, b: Marking): Marking =>
  canonical(
    a,
    b,
    Math.max(levels.indexOf(a.level), levels.indexOf(b.level)),
    either(a.compartments, b.compartments),
    both(readers(a), readers(b)),
    Math.max(tlpRank(a), tlpRank(b)),
  );

/** The greatest marking that both are at least as strict as. */
export const meet = (a: Marking, b: Marking): Marking =>
  canonical(
    a,
    b,
    Math.min(levels.indexOf(a.level), levels.indexOf(b.level)),
    a.compartments.filter((one) => b.compartments.includes(one)),
    either(readers(a), readers(b)),
    Math.min(tlpRank(a), tlpRank(b)),
  );

/** Whether `b` is at least as strict as `a`: whoever may read `b` may read `a`. */
export const atMost = (a: Marking, b: Marking): boolean =>
  levels.indexOf(a.level) <= levels.indexOf(b.level) &&
  a.compartments.every((one) => b.compartments.includes(one)) &&
  (readers(a).includes(everyone) ||
    (!readers(b).includes(everyone) && readers(b).every((one) => readers(a).includes(one)))) &&
  tlpRank(a) <= tlpRank(b);

/** One text for equal markings, for numbering them. */
export const markingKey = (marked: Marking): string =>
  JSON.stringify([marked.level, marked.compartments, marked.originator, marked.audience, marked.tlp ?? null]);

/** The line shown in banners: `CONFIDENTIAL // sources // un-mission, host-police // TLP:AMBER`. */
export const markingText = (marked: Marking): string =>
  [
    marked.level.toUpperCase(),
    ...(marked.compartments.length > 0 ? [marked.compartments.join(', ')] : []),
    marked.audience.includes(everyone)
      ? 'whole mission'
      : marked.audience.length === 0
        ? marked.originator === joint
          ? 'no organisation'
          : `${marked.originator} only`
        : readers(marked).join(', '),
    ...(marked.tlp === undefined ? [] : [`TLP:${marked.tlp}`]),
  ].join(' // ');

/**
 * The allowed markings of a session as a bit set for row security: bit n set = marking n may be read. `slack` bits
 * beyond the last keep a marking that was numbered later from being an error: it is only not seen yet.
 */
export const markingBits = (
  clearance: Clearance,
  numbered: Iterable<readonly [number, Marking]>,
  slack = 4096,
): Uint8Array<ArrayBuffer> => {
  const allowed: number[] = [];
  let highest = -1;
  for (const [number, marked] of numbered) {
    highest = Math.max(highest, number);
    if (mayRead(clearance, marked)) allowed.push(number);
  }
  const bits = new Uint8Array((highest + 1 + slack + 7) >> 3);
  for (const number of allowed) bits[number >> 3]! |= 1 << (number & 7);
  return bits;
};

export const hasBit = (bits: Uint8Array, number: number): boolean =>
  ((bits[number >> 3] ?? 0) & (1 << (number & 7))) !== 0;
