import { expect, test } from 'vitest';
import { headingsIn, linksIn } from './check-links.ts';

test('links inside the repository are found, code and the web are left out', () => {
  const text = 'a [b](c.md) ![d](e.png "f") [g](https://h) [i](#j) `[k](l)`\n```\n[m](n)\n```\n';
  expect(linksIn(text)).toEqual(['c.md', 'e.png', '#j']);
});

test('headings become the anchors that GitHub makes', () => {
  const text = '# The house, and *more*\n## `CODE_ONE`\n## Twice\n## Twice\n';
  expect([...headingsIn(text)]).toEqual(['the-house-and-more', 'code_one', 'twice', 'twice-1']);
});
