import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import * as methods from './index.ts';

test('the example of the README runs and prints what it says', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\n([\s\S]+?)```/.exec(readme)![1]!;
  const [, names, body] = /import \{(.+?)\} from '@bluehelm\/methods';([\s\S]+)/.exec(example)!;
  const said = /console\.log\(hotspotClass.*\/\/ (\S+)/.exec(example)![1];
  const print = vi.fn();
  // the one thing plain JavaScript cannot read in it is the non-null mark
  const run = new Function('methods', 'console', `const {${names}} = methods;${body!.replaceAll(']!', ']')}`);
  run(methods, { log: print });
  expect(print.mock.calls).toEqual([[said]]);
});
