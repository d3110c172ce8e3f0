import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandDocs, commandDocsFile } from './command-docs.ts';
import { root } from './project-files.ts';

test('the page about the command line says what --help says (node bin/run.mjs scripts/command-docs.ts writes it)', async () => {
  expect(await readFile(join(root, commandDocsFile), 'utf8')).toBe(await commandDocs());
});
