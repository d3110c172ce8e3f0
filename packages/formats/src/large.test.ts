import { expect, test } from 'vitest';
import { gedFixture } from './ucdp-ged/fixture.ts';
import { ucdpGedGeojson } from './ucdp-ged/json-format.ts';
import { ucdpGed } from './ucdp-ged/table-format.ts';

const megabyte = Buffer.alloc(1 << 20, 'x');

/** A gigabyte that was never made whole, and how much of it was asked for. */
const gigabyte = (start: string) => {
  const asked = { bytes: 0 };
  const stream = async function* () {
    yield Buffer.from(start);
    for (let turn = 0; turn < 1024; turn++) {
      asked.bytes += megabyte.length;
      yield megabyte;
    }
  };
  return { stream: stream(), asked };
};

const drain = async (batches: AsyncIterable<unknown>): Promise<void> => {
  for await (const batch of batches) expect(batch).toBeDefined();
};

test('a line of a gigabyte is refused after a few megabytes of it', async () => {
  const header = [...gedFixture({ rows: 0, seed: 1, layout: 'release' })].join('');
  for (const start of ['', header, `${header}1,"`]) {
    const { stream, asked } = gigabyte(start);
    await expect(drain(ucdpGed.read({ stream }))).rejects.toMatchObject({ code: 'FORMAT_ROW_LIMIT' });
    expect(asked.bytes).toBeLessThan(8 << 20);
  }
  const { stream, asked } = gigabyte('{"features":[{"type":"');
  await expect(drain(ucdpGedGeojson.read({ stream }))).rejects.toMatchObject({ code: 'FORMAT_ROW_LIMIT' });
  expect(asked.bytes).toBeLessThan(16 << 20);
});

test('a large file passes through in small batches, whose progress only grows', async () => {
  const lines = function* () {
    let buffered = '';
    for (const line of gedFixture({ rows: 12_000, seed: 2, layout: 'release' })) {
      buffered += line;
      if (buffered.length < 100_000) continue;
      yield Buffer.from(buffered);
      buffered = '';
    }
    yield Buffer.from(buffered);
  };
  const stream = (async function* () {
    yield* lines();
  })();
  let rows = 0;
  let before = 0;
  for await (const batch of ucdpGed.read({ stream }, { batchRows: 500 })) {
    expect(batch.rows.length).toBeLessThanOrEqual(500);
    expect(batch.bytesRead).toBeGreaterThanOrEqual(before);
    before = batch.bytesRead;
    rows += batch.rows.length;
  }
  expect(rows).toBe(12_000);
});
