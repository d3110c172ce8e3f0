import { expect, test } from 'vitest';
import { sortIntoCells } from '../cells/cells.ts';
import { seeded } from '../random/seeded.ts';
import { coreMarker } from './core-marker.ts';

test('WebAssembly marks the points that plain code marks, at exactly the distance, too', () => {
  const rng = seeded(3);
  const n = 2500;
  const scattered = () => new Float64Array(n).map(() => rng.next() * 50);
  const lattice = [
    new Float64Array(n).map((_, i) => i % 50),
    new Float64Array(n).map((_, i) => Math.floor(i / 50)),
  ] as const;
  for (const [x, y] of [[scattered(), scattered()] as const, lattice]) {
    const cells = sortIntoCells(x, y, 5);
    const [fast, plain] = [true, false].map((withWasm) => coreMarker(cells, 8, 25, withWasm));
    for (let i = 0; i < 300; i++) {
      // lengths of every remainder, empty ones among them
      const cuts = Uint32Array.from({ length: 8 }, () => rng.int(400) + 1000).sort();
      const used = 2 * rng.int(5);
      let all = 0;
      for (let s = 0; s < used; s += 2) all += cuts[s + 1]! - cuts[s]!;
      const from = rng.int(n - 20);
      const need = 1 + rng.int(12);
      for (const marker of [fast!, plain!]) {
        marker.stretches.set(cuts);
        marker.mark(from, from + 20, used, all, need);
      }
    }
    expect(fast!.core).toEqual(plain!.core);
    const marked = plain!.core.reduce((sum, one) => sum + one, 0);
    expect(marked).toBeGreaterThan(100);
    expect(marked).toBeLessThan(n);
  }
});
