import { expect, test } from 'vitest';
import { seeded } from '../random/seeded.ts';
import { gather, splitOf, spread } from './gaussian-split.ts';

test('WebAssembly and plain TypeScript spread alike to the bit, over borders too, and gather alike', () => {
  const rng = seeded(4);
  const n = 5000;
  const [across, upward] = [splitOf(4.5, 1e-9, 2)!, splitOf(5.5, 1e-9, 2)!];
  const nodes = { x0: 3, y0: -2, dx: 0.5, dy: 0.25, columns: 71, rows: 80 };
  const draw = (from: number, to: number) => new Float64Array(n).map(() => from + (to - from) * rng.next());
  // some events fall beyond the nodes
  const [x, y, weights] = [draw(1, 40), draw(-3, 20), draw(0, 2)];
  const table = spread(x, y, weights, nodes, across, upward);
  const plain = spread(x, y, weights, nodes, across, upward, false);
  expect(table.every((value, i) => value === plain[i])).toBe(true);
  const [px, py] = [draw(10, 30), draw(2, 13)];
  const sums = gather(px, py, plain, nodes, across, upward);
  const expected = gather(px, py, plain, nodes, across, upward, false);
  expect(Math.max(...sums.map((sum, i) => Math.abs(sum / expected[i]! - 1)))).toBeLessThan(1e-13);
});
