import { type Batch, type Input, type ReadOptions, type RowFault, refusal, shown } from './format.ts';
import { type JsonSplitter, jsonSplitter } from './json/splitter.ts';
import { limitsOf } from './open/limits.ts';
import { openText } from './open/text.ts';
import { batcher } from './table.ts';

/** Reads the elements of one large array in a JSON document, element by element, in constant memory. */
export async function* readJsonArray<Value>(
  input: Input,
  options: ReadOptions,
  arrayKeys: readonly string[],
  read: (element: unknown) => Value | RowFault[],
  /** looks at the whole once it is read; throws where it is not this format */
  check: (splitter: JsonSplitter) => void = () => {},
): AsyncGenerator<Batch<Value>> {
  const opened = await openText(input, options);
  const splitter = jsonSplitter(arrayKeys, limitsOf(options.limits));
  const batches = batcher<Value>(opened, options);
  for await (const piece of opened.text) {
    for (const { line, raw } of splitter.push(piece)) {
      const value = readElement(raw, read);
      if (Array.isArray(value)) batches.refuse(refusal(line, raw, value));
      else batches.accept({ line, raw, value });
    }
    yield* batches.full();
  }
  splitter.end();
  check(splitter);
  yield* batches.rest();
}

const readElement = <Value>(
  raw: string,
  read: (element: unknown) => Value | RowFault[],
): Value | RowFault[] => {
  let element: unknown;
  try {
    element = JSON.parse(raw);
  } catch {
    return [{ column: 'row', given: shown(raw), reason: 'An element of valid JSON was expected.' }];
  }
  return read(element);
};
