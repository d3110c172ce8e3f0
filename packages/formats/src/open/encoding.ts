import { Problem } from '@bluehelm/kernel';
import { formatProblems } from '../problems.ts';

export interface Encoding {
  /** lower-case WHATWG name: `utf-8`, `utf-16le`, `windows-1252`, … */
  readonly name: string;
  /** length of the byte-order mark, to be left out */
  readonly markLength: number;
}

/**
 * The encoding of a text by its byte-order mark, else the one asked for, else UTF-8.
 * @throws Problem FORMAT_ENCODING_UNKNOWN
 */
export const encodingOf = (head: Uint8Array, asked: string | undefined): Encoding => {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { name: 'utf-8', markLength: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { name: 'utf-16le', markLength: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { name: 'utf-16be', markLength: 2 };
  if (asked === undefined) return { name: 'utf-8', markLength: 0 };
  try {
    return { name: new TextDecoder(asked).encoding, markLength: 0 };
  } catch {
    throw new Problem(formatProblems.encodingUnknown, `"${asked.slice(0, 40)}" is not a known encoding.`, {
      mend: 'Give a WHATWG label such as utf-8, utf-16le, windows-1252 or iso-8859-6.',
    });
  }
};

/** Length of a character cut off at the end of a UTF-8 chunk: 0–3 bytes to hold back until the next chunk. */
export const cutOffBytes = (bytes: Uint8Array): number => {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? back : 0;
    }
  }
  return 0;
};

/** Position of the first byte that is not UTF-8, or -1. Unicode 16, table 3-7 (well-formed byte sequences). */
export const firstBadByte = (bytes: Uint8Array): number => {
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at]!;
    if (byte < 0x80) {
      at++;
      continue;
    }
    const length =
      byte >= 0xc2 && byte <= 0xdf
        ? 2
        : byte >= 0xe0 && byte <= 0xef
          ? 3
          : byte >= 0xf0 && byte <= 0xf4
            ? 4
            : 0;
    if (length === 0) return at;
    for (let step = 1; step < length; step++) {
      const next = bytes[at + step];
      const low = step > 1 ? 0x80 : byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
      const high = step > 1 ? 0xbf : byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
      if (next === undefined || next < low || next > high) return at;
    }
    at += length;
  }
  return -1;
};

/** Says where a text stops being UTF-8, and what it looks like instead. */
export const notUtf8 = (chunk: Uint8Array, chunkOffset: number, linesBefore: number): Problem => {
  const at = Math.max(0, firstBadByte(chunk));
  const line = linesBefore + newlines(chunk.subarray(0, at)) + 1;
  const around = chunk.subarray(Math.max(0, at - 12), at + 12);
  const reading = new TextDecoder('windows-1252').decode(around).replaceAll(/[\r\n]+/g, ' ');
  const hex = chunk[at]?.toString(16).padStart(2, '0');
  return new Problem(
    formatProblems.encodingWrong,
    `Byte 0x${hex} at offset ${chunkOffset + at} (line ${line}) is not UTF-8.`,
    {
      mend: `As Windows-1252 the place reads "${reading}": if that looks right, give the encoding windows-1252; else save the file as UTF-8.`,
    },
  );
};

/** Says that a text holds NUL bytes, and why that may be. */
export const holdsNul = (chunk: Uint8Array, chunkOffset: number, linesBefore: number): Problem => {
  const at = chunk.indexOf(0);
  const line = linesBefore + newlines(chunk.subarray(0, at)) + 1;
  const guess = nulPattern(chunk.subarray(0, 2000));
  return new Problem(
    formatProblems.notText,
    `A NUL byte stands at offset ${chunkOffset + at} (line ${line}); text has none.`,
    {
      mend:
        guess === undefined
          ? 'The file is binary, or damaged: export it again as UTF-8 text.'
          : `It looks like UTF-16 without a byte-order mark: give the encoding ${guess}.`,
    },
  );
};

const nulPattern = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined => {
  let even = 0;
  let odd = 0;
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 0) at % 2 === 0 ? even++ : odd++;
  if (odd > bytes.length / 4 && even < odd / 10) return 'utf-16le';
  return even > bytes.length / 4 && odd < even / 10 ? 'utf-16be' : undefined;
};

export const newlines = (bytes: Uint8Array): number => {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++;
  return count;
};
