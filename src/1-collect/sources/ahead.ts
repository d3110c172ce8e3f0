/**
 * The same values in the same order, up to `depth` of them asked for before they are wanted, so that making and using
 * them overlap. A failure is met where the value would have come; who leaves early ends the source.
 */
export async function* ahead<Value>(source: AsyncIterable<Value>, depth: number): AsyncGenerator<Value> {
  const values = source[Symbol.asyncIterator]();
  const asked: Promise<IteratorResult<Value>>[] = [];
  const ask = (): void => {
    while (asked.length < depth) {
      const next = values.next();
      // met when its turn comes; until then it must not count as unhandled
      next.catch(() => undefined);
      asked.push(next);
    }
  };
  try {
    for (;;) {
      ask();
      const { value, done } = await asked.shift()!;
      if (done) return;
      ask();
      yield value;
    }
  } finally {
    await Promise.allSettled(asked);
    await values.return?.();
  }
}
