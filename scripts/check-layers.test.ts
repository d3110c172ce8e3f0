import { expect, test } from 'vitest';
import { faultOf, importsIn } from './check-layers.ts';

const refused = (from: string, what: string, typeOnly = false) =>
  faultOf({ from, what, typeOnly }) !== undefined;

test.each([
  ['packages/kernel/src/a.ts', '@bluehelm/methods'],
  ['packages/methods/src/a.ts', '@bluehelm/formats'],
  ['packages/methods/src/a.ts', 'node:fs'],
  ['packages/formats/src/a.ts', 'node:fs'],
  ['packages/formats/src/a.ts', '../../kernel/src/time.ts'],
  ['src/foundation/records/a.ts', '../../1-collect/incidents/index.ts'],
  ['src/1-collect/incidents/a.ts', '../../2-understand/picture/index.ts'],
  ['src/2-understand/picture/a.ts', '../../1-collect/incidents/service.ts'],
  ['src/1-collect/sources/a.ts', '../incidents/service.ts'],
  ['src/1-collect/incidents/service.ts', 'kysely'],
  ['src/1-collect/incidents/ui/page.tsx', '../store.ts'],
  ['src/1-collect/incidents/ui/page.tsx', '../../../foundation/database/index.ts'],
  ['src/foundation/shell/frame.tsx', 'node:fs'],
  ['src/foundation/http/a.ts', '../../../tests/support/shared.ts'],
  ['src/7-more/room/a.ts', './b.ts'],
])('%s may not import %s', (from, what) => {
  expect(refused(from, what)).toBe(true);
});

test.each([
  ['packages/methods/src/a/b.ts', '../c.ts'],
  ['packages/methods/src/a.ts', '@bluehelm/kernel'],
  ['packages/formats/src/a.ts', 'node:zlib'],
  ['src/main/version.ts', '../../package.json'],
  ['src/foundation/records/a.ts', '../database/tables.ts'],
  ['src/2-understand/picture/a.ts', '../../1-collect/incidents/index.ts'],
  ['src/1-collect/sources/a.ts', '../incidents/index.ts'],
  ['src/1-collect/incidents/store.ts', 'kysely'],
  ['src/2-understand/picture/ui/page.tsx', '../../hotspots/ui/index.tsx'],
  ['src/main/server.ts', '../6-learn/exercises/index.ts'],
  ['src/foundation/http/a.test.ts', '../../../tests/support/shared.ts'],
])('%s may import %s', (from, what) => {
  expect(refused(from, what)).toBe(false);
});

test('every form of import is seen, and prose is not', () => {
  const text = `import a from './a.ts';
import type { B } from './b.ts';
import {
  c,
} from './c.ts';
import './d.css';
export * from './e.ts';
export { f } from './f.ts';
const g = await import('./g.ts');
const text = "we import from 'nowhere' what we need";
`;
  expect(importsIn('x.ts', text).map(({ what }) => what)).toEqual([
    './a.ts',
    './b.ts',
    './c.ts',
    './d.css',
    './e.ts',
    './f.ts',
    './g.ts',
  ]);
  expect(importsIn('x.ts', text)[1]?.typeOnly).toBe(true);
});
