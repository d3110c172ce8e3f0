import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { runMethod, tableOf } from '../catalogue/index.ts';
import { effectsCatalogue } from './catalogue.ts';

const file = sharedFile('reference/mpdta.csv');
const counties = () => {
  const [head, ...lines] = readFileSync(file!, 'utf8').trim().split('\n');
  const cells = lines.map((line) => line.split(','));
  return tableOf(
    'rows',
    Object.fromEntries(head!.split(',').map((name, at) => [name, cells.map((row) => row[at]!)])),
  );
};
const call = async (name: string, given: Record<string, string>) =>
  (
    await runMethod(effectsCatalogue.find((entry) => entry.name === name)!, {
      tables: { rows: counties() },
      given,
    })
  ).result as Record<string, never>;
const staggered = { outcome: 'lemp', unit: 'countyreal', period: 'year', firstTreated: 'first.treat' };

test.skipIf(!file)(
  `every method answers by name on the counties of did${file ? '' : `: ${sharedMissing}`}`,
  async () => {
    const simple = await call('callaway-santanna', { ...staggered, covariates: 'lpop' });
    expect(simple).toMatchObject({ kind: 'callaway-santanna', units: 500 });
    expect((simple.simple as unknown as { overall: { estimate: number } }).overall.estimate).toBeCloseTo(
      -0.04175177,
      7,
    );
    expect(await call('sun-abraham', staggered)).toMatchObject({ kind: 'sun-abraham', rows: 2500 });
    expect(await call('event-study', { ...staggered, window: '-3,2' })).toMatchObject({
      kind: 'event-study',
    });
    expect(await call('goodman-bacon', staggered)).toMatchObject({ kind: 'goodman-bacon' });
    const panel = { outcome: 'lemp', terms: 'treat', effects: 'countyreal,year' };
    expect(await call('fixed-effects-ols', panel)).toMatchObject({
      kind: 'insufficient',
      reason: 'no-variation',
    });
    const counts = await call('fixed-effects-poisson', {
      ...panel,
      terms: 'lpop',
      effects: 'year',
      errors: 'hc1',
    });
    expect(counts).toMatchObject({ kind: 'fixed-effects-poisson', rows: 2500 });
  },
);
