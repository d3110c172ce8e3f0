import { type Fault, Problem } from '@bluehelm/kernel';
import { httpProblems } from './problems.ts';

/** Deepest nesting of arrays and objects that is taken. */
const depthLimit = 64;

/**
 * Parses a JSON body that comes from outside: no nesting beyond {@link depthLimit}, no keys that reach into prototypes,
 * no numbers or texts that a database cannot keep. Linear in the body's length.
 * @throws Problem JSON_MALFORMED with the line and column
 */
export const parseJson = (text: string): unknown => {
  // PostgreSQL and JavaScript agree on what is inside; a byte order mark is not JSON
  const clean = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (clean.trim() === '')
    throw new Problem(httpProblems.jsonMalformed, 'The body is empty; a JSON document was expected.');
  let value: unknown;
  try {
    value = JSON.parse(clean);
  } catch (error) {
    throw malformed(clean, error as Error);
  }
  inspect(value);
  return value;
};

const malformed = (text: string, error: Error): Problem => {
  // the engine's own text repeats parts of the body; only its position is used
  const found = /at position (\d+)/.exec(error.message);
  const offset = found ? Number(found[1]) : badToken(text, error);
  const before = text.slice(0, offset).split('\n');
  const line = before.length;
  const column = before.at(-1)!.length + 1;
  return new Problem(
    httpProblems.jsonMalformed,
    `The body stops being JSON at line ${line}, column ${column}${offset >= text.length ? ', where it ends' : ''}.`,
    { faults: [{ where: `line ${line}, column ${column}`, expected: 'valid JSON (RFC 8259)' }] },
  );
};

// a wrong token is reported without its position: it stands where the longest good beginning ends
const badToken = (text: string, error: Error): number => {
  if (!error.message.startsWith('Unexpected token')) return text.length;
  let [good, bad] = [0, text.length];
  while (good < bad) {
    const middle = (good + bad + 1) >> 1;
    if (isBeginning(text.slice(0, middle))) good = middle;
    else bad = middle - 1;
  }
  return good;
};

const isBeginning = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const position = /at position (\d+)/.exec(message);
    return position ? Number(position[1]) >= text.length : message.includes('end of JSON');
  }
};

const forbidden = new Set(['__proto__', 'prototype', 'constructor']);

const inspect = (root: unknown): void => {
  const stack: { value: unknown; path: string; depth: number }[] = [{ value: root, path: '', depth: 0 }];
  while (stack.length > 0) {
    const { value, path, depth } = stack.pop()!;
    if (typeof value === 'string') keepable(value, path);
    if (typeof value === 'number' && !Number.isFinite(value))
      throw refused({ where: path, expected: 'a number that fits 64-bit floating point' });
    if (value === null || typeof value !== 'object') continue;
    if (depth >= depthLimit)
      throw refused({
        where: path.slice(0, 200),
        expected: `at most ${depthLimit} arrays and objects inside each other`,
      });
    for (const [key, inner] of Object.entries(value)) {
      if (forbidden.has(key)) throw refused({ where: path, given: key, expected: 'another name than this' });
      keepable(key, path);
      if (inner !== null) stack.push({ value: inner, path: `${path}/${key}`, depth: depth + 1 });
    }
  }
};

/** @throws Problem where a text has a character that PostgreSQL cannot keep */
const keepable = (text: string, where: string): void => {
  if (text.includes('\0')) throw refused({ where, expected: 'text without the character U+0000' });
  if (!text.isWellFormed()) throw refused({ where, expected: 'text without half of a surrogate pair' });
};

const refused = (fault: Fault): Problem =>
  new Problem(httpProblems.jsonMalformed, `${fault.where || 'The body'}: ${fault.expected} was expected.`, {
    faults: [fault],
  });
