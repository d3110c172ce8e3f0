import { expect, test } from 'vitest';
import { tally } from './run-vitest.ts';

const file = (status: string, ...results: string[]) => ({
  status,
  assertionResults: results.map((each) => ({ status: each })),
});

test('tests are counted by their result', () => {
  const report = {
    testResults: [file('failed', 'passed', 'failed', 'pending'), file('passed', 'passed', 'todo')],
  };
  expect(tally(report, 1)).toEqual({ passed: 2, failed: 1, skipped: 2 });
});

test('a file that does not load, and a run that breaks outside its tests, count as failed', () => {
  expect(tally({ testResults: [file('failed'), file('passed', 'passed')] }, 1).failed).toBe(1);
  expect(tally({ testResults: [] }, 1).failed).toBe(1);
  expect(tally({ testResults: [file('passed', 'passed')] }, 1).failed).toBe(1);
});
