import { Problem } from '@bluehelm/kernel';
import type { Limits } from '../format.ts';
import { formatProblems } from '../problems.ts';

/** One element of the array, as text. */
export interface JsonElement {
  /** line on which it starts, from 1 */
  readonly line: number;
  readonly raw: string;
}

export interface JsonSplitter {
  /** elements that are complete with this piece */
  readonly push: (text: string) => JsonElement[];
  /** @throws Problem FORMAT_JSON_BROKEN where the document is not complete */
  readonly end: () => void;
  /** short members beside the array (`type`, `name`, `TotalCount`), read so far; a document without the array has none left out */
  readonly members: ReadonlyMap<string, unknown>;
  /** the key whose array was found, `''` for an array at the top, undefined while none was */
  readonly found: () => string | undefined;
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket, comma, colon, lineEnd] = [
  34, 92, 123, 125, 91, 93, 44, 58, 10,
];
const longestMember = 10_000;

/**
 * Takes a large JSON document apart into the elements of one array of its top level (`features` of a
 * FeatureCollection, `Result` of an API answer), or of an array that is the document, in constant memory. It checks
 * only what it needs: nesting, length and completeness; `JSON.parse` of each element does the rest.
 * @throws Problem FORMAT_DEPTH_LIMIT, FORMAT_ROW_LIMIT, FORMAT_JSON_BROKEN, with their line
 */
export const jsonSplitter = (
  arrayKeys: readonly string[],
  limits: Pick<Limits, 'rowLength' | 'depth'>,
): JsonSplitter => {
  const members = new Map<string, unknown>();
  let held = '';
  // what of the document is being read: kept between pieces
  let depth = 0;
  let inString = false;
  let escaped = false;
  let started = false;
  let finished = false;
  let line = 1;
  // 1 in an array that is the document, 2 in an array of its top level, 0 outside the array
  let arrayDepth = 0;
  let foundKey: string | undefined;
  let key: string | undefined;
  let expectKey = false;
  // where the element, key or member in hand starts in the text, -1 where none does
  let from = -1;
  let fromLine = 1;

  const broken = (what: string): Problem =>
    new Problem(formatProblems.jsonBroken, `Line ${line}: ${what}`, {
      mend: 'Fetch or export the file again; it may have been cut off or edited by hand.',
    });

  const push = (piece: string): JsonElement[] => {
    const text = held + piece;
    const elements: JsonElement[] = [];
    let at = held.length;
    const finish = (end: number): void => {
      if (from === -1) return;
      const raw = text.slice(from, end).trimEnd();
      from = -1;
      if (raw === '') return;
      if (arrayDepth > 0) elements.push({ line: fromLine, raw });
      else if (key !== undefined) {
        if (raw.length <= longestMember)
          members.set(
            key,
            parsedOr(raw, () => broken(`the member "${key}" cannot be read.`)),
          );
        key = undefined;
      }
    };

    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (inString) {
        if (escaped) {
          escaped = false;
          continue;
        }
        // most of a document is strings: leap to the next quote and see whether it is escaped
        const found = text.indexOf('"', at);
        const stop = found === -1 ? text.length : found;
        let back = stop;
        while (back > at && text.charCodeAt(back - 1) === backslash) back--;
        const odd = (stop - back) % 2 === 1;
        at = stop;
        if (found === -1) escaped = odd;
        else if (!odd) {
          inString = false;
          if (depth === 1 && arrayDepth === 0 && expectKey) {
            key = parsedOr(text.slice(from, at + 1), () => broken('a name cannot be read.'));
            from = -1;
            expectKey = false;
          }
        }
        continue;
      }
      if (code === lineEnd) line++;
      if (code <= 32) continue;
      if (finished) throw broken('something follows the end of the document.');
      if (!started) {
        started = true;
        if (code === openBracket && arrayKeys.length > 0) arrayDepth = 1;
        else if (code !== openBrace) throw broken('the document does not start with "{" or "[".');
        if (arrayDepth === 1) foundKey = '';
        depth = 1;
        expectKey = arrayDepth === 0;
        continue;
      }
      const level = arrayDepth > 0 ? arrayDepth : 1;
      switch (code) {
        case openBrace:
        case openBracket: {
          if (depth === 1 && arrayDepth === 0) {
            if (
              code === openBracket &&
              key !== undefined &&
              foundKey === undefined &&
              arrayKeys.includes(key)
            ) {
              foundKey = key;
              arrayDepth = 2;
              depth = 2;
              from = -1;
              break;
            }
          }
          if (from === -1 && depth === level) start(at);
          depth++;
          if (depth > limits.depth)
            throw new Problem(
              formatProblems.depthLimit,
              `Line ${line}: the JSON is nested deeper than ${limits.depth} levels, the limit.`,
              { mend: 'No known format nests so deeply: check the file.' },
            );
          break;
        }
        case closeBrace:
        case closeBracket: {
          if (depth === level) {
            finish(at);
            if (arrayDepth === 2) {
              arrayDepth = 0;
              key = undefined;
            } else finished = true;
          }
          depth--;
          if (depth < 0) throw broken('a bracket closes that was never opened.');
          break;
        }
        case comma: {
          if (depth === level) {
            finish(at);
            if (arrayDepth === 0) {
              expectKey = true;
              key = undefined;
            }
          }
          break;
        }
        case colon: {
          if (depth === 1 && arrayDepth === 0) from = -1;
          break;
        }
        default: {
          if (code === quote) inString = true;
          if (from === -1 && depth === level) start(at);
        }
      }
    }

    if (from === -1) held = '';
    else {
      held = text.slice(from);
      from = 0;
      const member = arrayDepth === 0;
      if (held.length > (member ? Math.max(longestMember, limits.rowLength) : limits.rowLength))
        throw new Problem(
          formatProblems.rowLimit,
          `An element that starts on line ${fromLine} is longer than ${limits.rowLength} characters, the limit.`,
          { mend: 'Simplify very detailed shapes, or raise the limit if you trust the file.' },
        );
    }
    return elements;

    function start(position: number): void {
      from = position;
      fromLine = line;
    }
  };

  return {
    push,
    end: () => {
      if (!finished) throw broken('the document ends before it is complete.');
    },
    members,
    found: () => foundKey,
  };
};

const parsedOr = <Value>(raw: string, problem: () => Problem): Value => {
  try {
    return JSON.parse(raw) as Value;
  } catch {
    throw problem();
  }
};
