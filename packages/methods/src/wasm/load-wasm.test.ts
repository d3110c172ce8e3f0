import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compiledWasm } from '../../../../scripts/build-wasm.ts';
import { root } from '../../../../scripts/project-files.ts';
import { loadWasm } from './load-wasm.ts';
import { memoryLayout } from './memory-layout.ts';

test('the committed bytes are what the AssemblyScript sources compile to', async () => {
  const files = await compiledWasm();
  expect(files.length).toBeGreaterThan(0);
  for (const { path, text } of files)
    expect(readFileSync(join(root, path), 'utf8') === text, `${path}: run scripts/build-wasm.ts`).toBe(true);
}, 60_000);

test('what an engine cannot run is no module, so that the caller computes otherwise', () => {
  expect(loadWasm(btoa('not a module'), 100)).toBeUndefined();
  expect(loadWasm('%', 100)).toBeUndefined();
});

test('places in memory are aligned for SIMD and do not overlap', () => {
  const layout = memoryLayout();
  expect([layout.take(1), layout.take(16), layout.take(33), layout.take(4)]).toEqual([0, 16, 32, 80]);
  expect(layout.size).toBe(96);
});
