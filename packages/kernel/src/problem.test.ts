import { expect, test } from 'vitest';
import { Problem } from './problem.ts';

const definition = { code: 'THING_BROKEN', status: 422, title: 'A thing is broken' } as const;

test('a problem is written as RFC 9457 says, without what it does not have', () => {
  expect(JSON.parse(JSON.stringify(new Problem(definition, 'It was cut in two.')))).toEqual({
    type: 'https://bluehelm.org/problems/thing-broken',
    title: 'A thing is broken',
    status: 422,
    code: 'THING_BROKEN',
    detail: 'It was cut in two.',
  });
});

test('a problem says how to mend it and names its faults, and never its cause', () => {
  const cause = new Error('secret');
  const faults = [{ where: '/body', given: 1, expected: 'a text' }];
  const problem = new Problem(definition, 'It was cut.', { mend: 'Glue it.', faults, cause });
  expect(problem.message).toBe('THING_BROKEN: It was cut. Glue it.');
  expect(problem.cause).toBe(cause);
  const written = JSON.stringify(problem);
  expect(JSON.parse(written)).toMatchObject({ mend: 'Glue it.', faults });
  expect(written).not.toContain('secret');
});
