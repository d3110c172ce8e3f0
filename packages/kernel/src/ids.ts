import { Problem } from './problem.ts';

declare const idBrand: unique symbol;
/** A UUID in lower-case text. New ones are version 7, so that they sort by the time they were made. */
export type Id = string & { readonly [idBrand]: true };

export const idProblems = {
  idMalformed: { code: 'ID_MALFORMED', status: 400, title: 'An identifier is not a UUID' },
} as const;

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Parses an identifier. @throws Problem ID_MALFORMED */
export const id = (text: string): Id => {
  if (!pattern.test(text))
    throw new Problem(
      idProblems.idMalformed,
      `"${text.slice(0, 60)}" is not an identifier; a UUID was expected.`,
    );
  return text.toLowerCase() as Id;
};

export const isId = (text: string): text is Id => pattern.test(text);

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const asText = (bytes: Uint8Array): Id => {
  let text = '';
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-';
    text += hex[bytes[i]!];
  }
  return text as Id;
};

/**
 * A maker of UUIDv7 (RFC 9562, section 5.7): 48 bits of milliseconds, a 12-bit counter that keeps identifiers made
 * in one millisecond in order (section 6.2, method 1), 62 random bits.
 * @param now milliseconds since 1970
 * @param random fills the array it is given
 */
export const idMaker = (
  now: () => number = Date.now,
  random: (bytes: Uint8Array<ArrayBuffer>) => unknown = (bytes) => crypto.getRandomValues(bytes),
): (() => Id) => {
  let last = 0;
  let counter = 0;
  const pool = new Uint8Array(8 * 256);
  let used = pool.length;
  const bytes = new Uint8Array(16);
  return () => {
    if (used === pool.length) {
      random(pool);
      used = 0;
    }
    const at = Math.max(now(), last);
    if (at > last) {
      last = at;
      counter = ((pool[used]! & 0x07) << 8) | pool[used + 1]!;
    } else if (++counter > 0xfff) {
      // the counter is spent: borrow the next millisecond, order is kept
      last = at + 1;
      counter = 0;
    }
    bytes[0] = (last / 2 ** 40) & 0xff;
    bytes[1] = (last / 2 ** 32) & 0xff;
    bytes[2] = (last >>> 24) & 0xff;
    bytes[3] = (last >>> 16) & 0xff;
    bytes[4] = (last >>> 8) & 0xff;
    bytes[5] = last & 0xff;
    bytes[6] = 0x70 | (counter >>> 8);
    bytes[7] = counter & 0xff;
    for (let i = 0; i < 8; i++) bytes[8 + i] = pool[used + i]!;
    bytes[8] = 0x80 | (bytes[8]! & 0x3f);
    used += 8;
    return asText(bytes);
  };
};

/** Makes a new identifier from the system's clock and randomness. */
export const newId: () => Id = idMaker();

/** When a version 7 identifier was made. */
export const madeAt = (made: Id): Date => new Date(Number.parseInt(made.slice(0, 8) + made.slice(9, 13), 16));
