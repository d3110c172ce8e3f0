import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalogue } from '../packages/methods/src/catalogue/index.ts';
import { methodDocs, methodDocsFile } from './method-docs.ts';
import { root } from './project-files.ts';

test('the list of methods is the catalogue’s (node bin/run.mjs scripts/method-docs.ts writes it)', async () => {
  expect(await readFile(join(root, methodDocsFile), 'utf8')).toBe(methodDocs());
});

test('every card is of a method, or linked from one', async () => {
  const cards = (await readdir(join(root, 'docs/methods'))).filter((file) => file !== 'README.md');
  const named = new Set(catalogue.map(({ card }) => `${card}.md`));
  const texts = await Promise.all(
    [...named].map((file) => readFile(join(root, 'docs/methods', file), 'utf8')),
  );
  for (const file of cards)
    expect(named.has(file) || texts.some((text) => text.includes(`(${file})`)), file).toBe(true);
});
