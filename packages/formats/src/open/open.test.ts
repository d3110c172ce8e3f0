import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Input, ReadOptions } from '../format.ts';
import { openBytes } from './bytes.ts';
import { headOf } from './head.ts';
import { openText } from './text.ts';
import { zipOf } from './zip.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'bluehelm-open-'));
afterAll(() => rmSync(folder, { recursive: true }));

const textOf = async (input: Input, options?: ReadOptions): Promise<string> => {
  let text = '';
  for await (const piece of (await openText(input, options)).text) text += piece;
  return text;
};

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test('the same text comes out of plain, gzip and zip, whatever the name says', async () => {
  const text = 'id,name\n1,Mbéla – 😀\n'.repeat(3000);
  const plain = Buffer.from(text);
  const zip = zipOf([
    { name: 'readme.txt', body: Buffer.from('read me') },
    { name: 'data/x.csv', body: plain },
  ]);
  for (const bytes of [plain, gzipSync(plain), zip]) {
    expect(await textOf({ bytes, name: 'misleading.pdf' })).toBe(text);
    const path = join(folder, 'misleading.gz');
    writeFileSync(path, bytes);
    expect(await textOf({ path })).toBe(text);
  }
  expect(await textOf({ stream: inPieces(gzipSync(plain), 7) })).toBe(text);
});

test('text is decoded alike however its bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc
        .string({ unit: 'grapheme' })
        .filter((text) => text !== '' && !text.includes('\0') && !text.startsWith('\ufeff')),
      fc.integer({ min: 1, max: 6 }),
      async (text, size) => {
        const bytes = Buffer.from(text);
        expect(await textOf({ stream: inPieces(bytes, size) })).toBe(bytes.toString());
      },
    ),
    { numRuns: 200 },
  );
});

test('byte-order marks are honoured and left out', async () => {
  const text = 'a,é\n';
  const le = Buffer.from(text, 'utf16le');
  const be = Buffer.from(le).swap16();
  const mark = (bytes: number[], body: Buffer) => Buffer.concat([Buffer.from(bytes), body]);
  expect(await textOf({ bytes: mark([0xef, 0xbb, 0xbf], Buffer.from(text)) })).toBe(text);
  expect(await textOf({ bytes: mark([0xff, 0xfe], le) })).toBe(text);
  expect(await textOf({ bytes: mark([0xfe, 0xff], be) })).toBe(text);
  expect(await textOf({ bytes: le }, { encoding: 'utf-16le' })).toBe(text);
});

test('bytes that are not UTF-8 are refused with offset, line and the likely encoding', async () => {
  const bytes = Buffer.from('id,name\n1,ok\n2,Mb\xe9la\n', 'latin1');
  await expect(textOf({ bytes })).rejects.toMatchObject({
    code: 'FORMAT_ENCODING_WRONG',
    detail: 'Byte 0xe9 at offset 17 (line 3) is not UTF-8.',
    mend: expect.stringMatching(/reads ".*Mbéla.*windows-1252/),
  });
  expect(await textOf({ bytes }, { encoding: 'windows-1252' })).toContain('Mbéla');
  await expect(textOf({ bytes }, { encoding: 'klingon' })).rejects.toMatchObject({
    code: 'FORMAT_ENCODING_UNKNOWN',
  });
});

test('a fault far into a large file is found at its true offset and line', async () => {
  const before = Buffer.from('é,some ordinary text\n'.repeat(40_000));
  const bytes = Buffer.concat([before, Buffer.from([0x61, 0xc3, 0x28, 0x0a])]);
  await expect(textOf({ bytes })).rejects.toThrow(`offset ${before.length + 1} (line 40001)`);
});

test('a character cut off at the end of the file is refused', async () => {
  await expect(textOf({ bytes: Buffer.from([0x61, 0xe2, 0x82]) })).rejects.toThrow(
    /offset 1 \(line 1\) is not UTF-8/,
  );
});

test('NUL bytes are refused, with a guess at UTF-16 without its mark', async () => {
  await expect(textOf({ bytes: Buffer.from('id,name\n', 'utf16le') })).rejects.toThrow(/NUL.*utf-16le/);
  await expect(textOf({ bytes: Buffer.from('a\nb\0c') })).rejects.toThrow(/offset 3 \(line 2\)/);
});

test('an empty input is said to be empty', async () => {
  await expect(textOf({ bytes: new Uint8Array(0), name: 'x.csv' })).rejects.toThrow(/FORMAT_EMPTY.*"x\.csv"/);
});

test('a gzip bomb is stopped at the limit, long before it has unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(60_000_000, 'a'));
  let out = 0;
  const drain = async () => {
    for await (const chunk of (await openBytes({ bytes: bomb })).chunks) out += chunk.length;
  };
  await expect(drain()).rejects.toMatchObject({ code: 'FORMAT_EXPANSION_LIMIT' });
  expect(out).toBeLessThan(20_000_000);
});

test('a zip bomb is stopped too, and a limit on the total holds for every container', async () => {
  const big = Buffer.alloc(40_000_000, 'a');
  await expect(textOf({ bytes: zipOf([{ name: 'x.csv', body: big }]) })).rejects.toMatchObject({
    code: 'FORMAT_EXPANSION_LIMIT',
  });
  for (const bytes of [big, gzipSync(big)])
    await expect(textOf({ bytes }, { limits: { totalBytes: 1000, expansion: 1e9 } })).rejects.toMatchObject({
      code: 'FORMAT_SIZE_LIMIT',
    });
});

test('small, very repetitive files are not taken for bombs', async () => {
  const text = 'a,b\n'.repeat(500_000);
  expect((await textOf({ bytes: gzipSync(text) })).length).toBe(text.length);
});

test('truncated and damaged packed files are said to be so', async () => {
  const packed = gzipSync('id,name\n'.repeat(5000) + Math.random());
  await expect(textOf({ bytes: packed.subarray(0, packed.length - 20) })).rejects.toMatchObject({
    code: 'FORMAT_CONTAINER_BROKEN',
  });
  const zip = zipOf([{ name: 'x.csv', body: Buffer.from('a,b\n'.repeat(100)) }]);
  await expect(textOf({ bytes: zip.subarray(0, zip.length - 30) })).rejects.toMatchObject({
    code: 'FORMAT_CONTAINER_BROKEN',
  });
});

test('a zip with several data files asks which one, and reads the one named', async () => {
  const bytes = zipOf([
    { name: 'one.csv', body: Buffer.from('1') },
    { name: 'two.csv', body: Buffer.from('2') },
  ]);
  await expect(textOf({ bytes })).rejects.toThrow(/one\.csv, two\.csv/);
  expect(await textOf({ bytes }, { entry: 'two.csv' })).toBe('2');
  await expect(textOf({ bytes }, { entry: 'three.csv' })).rejects.toThrow(/no file "three\.csv"/);
  await expect(textOf({ stream: inPieces(bytes, 100) })).rejects.toMatchObject({
    code: 'FORMAT_ZIP_NEEDS_FILE',
  });
});

test('an abort stops the reading', async () => {
  const stop = new AbortController();
  const endless = async function* () {
    for (let turn = 0; ; turn++) {
      if (turn === 10) stop.abort(new Error('enough'));
      yield Buffer.from('a,b\n'.repeat(1000));
    }
  };
  await expect(textOf({ stream: endless() }, { signal: stop.signal })).rejects.toThrow('enough');
});

test('leaving early closes the source', async () => {
  let closed = false;
  const source = async function* () {
    try {
      for (;;) yield Buffer.from('a,b\n'.repeat(100_000));
    } finally {
      closed = true;
    }
  };
  for await (const piece of (await openText({ stream: source() })).text) {
    expect(piece.length).toBeGreaterThan(0);
    break;
  }
  expect(closed).toBe(true);
});

test('the head of any container can be read from its first bytes alone', () => {
  const text = Array.from({ length: 20_000 }, (_, at) => `${at},${Math.sin(at)}\n`).join('');
  expect(headOf(gzipSync(text).subarray(0, 5000), 'x').text.startsWith('0,0\n1,')).toBe(true);
  const zip = zipOf([{ name: 'x.csv', body: Buffer.from(text) }]).subarray(0, 5000);
  expect(headOf(zip, 'x').text.startsWith('0,0\n1,')).toBe(true);
  expect(headOf(deflateRawSync(text), 'x').container).toBe('plain');
});
