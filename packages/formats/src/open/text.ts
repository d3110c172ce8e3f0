import { isAscii, isUtf8 } from 'node:buffer';
import { Problem } from '@bluehelm/kernel';
import type { Container, Input, ReadOptions } from '../format.ts';
import { formatProblems } from '../problems.ts';
import { type OpenBytes, openBytes } from './bytes.ts';
import { cutOffBytes, encodingOf, holdsNul, newlines, notUtf8 } from './encoding.ts';

export interface OpenText {
  readonly container: Container;
  /** known once the first piece of text has come */
  readonly encoding: () => string;
  /** pieces that end at a line end where there is one; the byte-order mark is left out */
  readonly text: AsyncIterable<string>;
  readonly bytesRead: () => number;
  readonly bytesTotal: number | undefined;
}

// small pieces are gathered, so that parsers that begin again at a row's start stay linear
const pieceBytes = 1 << 16;

/**
 * Opens an input as text. Wrong bytes are refused, never replaced, because a name with a replacement character is a
 * wrong name.
 * @throws Problem while streaming: FORMAT_ENCODING_WRONG with offset, line and a guess; FORMAT_NOT_TEXT on NUL bytes;
 * and those of `openBytes`
 */
export const openText = async (input: Input, options: ReadOptions = {}): Promise<OpenText> => {
  const bytes = await openBytes(input, options);
  let encoding = options.encoding ?? 'utf-8';
  const text = decoded(bytes, options.encoding, (name) => {
    encoding = name;
  });
  return {
    container: bytes.container,
    encoding: () => encoding,
    text,
    bytesRead: bytes.bytesRead,
    bytesTotal: bytes.bytesTotal,
  };
};

async function* decoded(
  bytes: OpenBytes,
  asked: string | undefined,
  tell: (encoding: string) => void,
): AsyncGenerator<string> {
  let decode: Decoder | undefined;
  for await (const piece of gathered(bytes.chunks)) {
    if (decode === undefined) {
      const encoding = encodingOf(piece, asked);
      tell(encoding.name);
      decode = encoding.name === 'utf-8' ? utf8Decoder() : otherDecoder(encoding.name);
      yield* decode(piece.subarray(encoding.markLength), false);
    } else yield* decode(piece, false);
  }
  if (decode === undefined)
    throw new Problem(formatProblems.empty, 'The input is empty.', { mend: 'Give a file that holds data.' });
  yield* decode(Buffer.alloc(0), true);
}

/** Turns bytes into text; `last` says that no more bytes follow. */
type Decoder = (piece: Buffer, last: boolean) => Iterable<string>;

async function* gathered(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    length += chunk.length;
    if (length < pieceBytes) continue;
    yield joined(waiting);
    waiting = [];
    length = 0;
  }
  if (length > 0) yield joined(waiting);
}

const joined = (parts: Uint8Array[]): Buffer => {
  const [only] = parts;
  return parts.length === 1 && only !== undefined
    ? Buffer.from(only.buffer, only.byteOffset, only.byteLength)
    : Buffer.concat(parts);
};

/** Strict UTF-8 with position in errors; several times as fast as a fatal TextDecoder in streaming mode. */
const utf8Decoder = (): Decoder => {
  let held: Buffer = Buffer.alloc(0);
  let offset = 0;
  let lines = 0;
  return function* (piece, last) {
    const all = held.length === 0 ? piece : Buffer.concat([held, piece]);
    const whole = last ? all : all.subarray(0, cutPoint(all));
    held = all.subarray(whole.length);
    if (whole.includes(0)) throw holdsNul(whole, offset, lines);
    if (!isUtf8(whole)) throw notUtf8(whole, offset, lines);
    offset += whole.length;
    lines += newlines(whole);
    yield* blocks(whole);
  };
};

// one character beyond Latin-1 makes a whole string take two bytes a character, half as fast to scan: so a piece is
// decoded in blocks of lines, of which most are plain ASCII in most files
const blockBytes = 1 << 13;

function* blocks(whole: Buffer): Generator<string> {
  for (let from = 0; from < whole.length; ) {
    const far = whole.lastIndexOf(10, from + blockBytes);
    const end = far < from || whole.length - from < blockBytes ? whole.length : far + 1;
    const block = whole.subarray(from, end);
    yield isAscii(block) ? block.toString('latin1') : block.toString('utf8');
    from = end;
  }
}

/** Where to cut: after the last line end, so that parsers seldom glue; else before a character that is cut off. */
const cutPoint = (bytes: Buffer): number => {
  const lineEnd = bytes.lastIndexOf(10);
  return lineEnd === -1 ? bytes.length - cutOffBytes(bytes) : lineEnd + 1;
};

const otherDecoder = (name: string): Decoder => {
  const decoder = new TextDecoder(name, { fatal: true });
  let offset = 0;
  return (piece, last) => {
    let text: string;
    try {
      text = decoder.decode(piece, { stream: !last });
    } catch {
      throw new Problem(
        formatProblems.encodingWrong,
        `The text is not ${name}: a fault lies between offsets ${offset} and ${offset + piece.length}.`,
        { mend: 'Give the right encoding, or save the file as UTF-8.' },
      );
    }
    if (text.includes('\0'))
      throw new Problem(
        formatProblems.notText,
        `A NUL character stands between offsets ${offset} and ${offset + piece.length}; text has none.`,
        { mend: 'The encoding is probably another one, or the file is binary.' },
      );
    offset += piece.length;
    return [text];
  };
};
