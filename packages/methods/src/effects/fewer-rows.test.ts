import { expect, test } from 'vitest';
import { breathing } from '../long-run.ts';
import { drawNormal } from '../random/continuous.ts';
import { seeded } from '../random/seeded.ts';
import { fewerRows } from './fewer-rows.ts';
import { dot } from './matrix.ts';

test('columns of few rows have the products of those of many, whatever their sizes and dependences', async () => {
  const rng = seeded(1);
  const draw = (scale: number) => new Float64Array(500).map(() => scale * drawNormal(rng));
  const [large, small] = [draw(1e6), draw(1e-4)];
  const nearly = large.map((value) => value * (1 + 1e-9 * drawNormal(rng)));
  const columns = [large, new Float64Array(500), small, large.map((value) => -3 * value), nearly, draw(1)];
  const few = await fewerRows(columns, breathing());
  expect(few[0]!.length).toBeLessThanOrEqual(4);
  for (const [a, one] of columns.entries())
    for (const [b, other] of columns.entries()) {
      const lengths = Math.sqrt(dot(one, one) * dot(other, other));
      expect(Math.abs(dot(few[a]!, few[b]!) - dot(one, other))).toBeLessThanOrEqual(1e-14 * lengths);
    }
});
