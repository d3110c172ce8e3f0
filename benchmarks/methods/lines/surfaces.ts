import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seeded } from '../../../packages/methods/src/random/seeded.ts';
import type { Line } from '../../line.ts';
import { type MethodLine, methodLine } from '../method-line.ts';

/** Events strewn over a square, half of them in thirty clusters, all inside. */
const prepare = async (folder: string, [, side, events]: readonly string[]): Promise<void> => {
  const n = Number(events);
  const width = Number(side);
  const rng = seeded(`events ${n}`);
  const centres = Array.from({ length: 30 }, () => [rng.next() * width, rng.next() * width] as const);
  const all = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const [cx, cy] = centres[rng.int(30)]!;
    const near = i % 2 === 0;
    all[i] = near ? clamped(cx + (rng.next() - 0.5) * 0.2 * width, width) : rng.next() * width;
    all[n + i] = near ? clamped(cy + (rng.next() - 0.5) * 0.2 * width, width) : rng.next() * width;
  }
  await writeFile(join(folder, `events-${n}.f64`), all);
};
const clamped = (value: number, width: number): number =>
  Math.min(width * 0.999, Math.max(width * 0.001, value));

const peer = (name: string): MethodLine['peer'] => ({
  name,
  program: 'Rscript',
  script: 'kde.R',
  needs: ['spatstat.explore'],
  debian: 'r-base-core r-cran-spatstat.explore',
});
const shared = {
  prepare,
  ours: 'kde.ts',
  label: ([, side, events]: readonly string[]) =>
    `${side} × ${side}, ${Number(events).toLocaleString('en')} events, σ 5 cells`,
};
const binned: Omit<MethodLine, 'name' | 'counted'> = {
  ...shared,
  what: 'kernel density, edge-corrected, from counts per cell',
  size: { full: ['binned', '512', '1000000'], small: ['binned', '64', '2000'] },
  peer: peer('R spatstat density.ppp'),
  tolerance: 1e-6,
};

export const surfaceLines: readonly Line[] = [
  methodLine({ ...binned, name: 'kde-binned', counted: 'call', goal: 0.03 }),
  methodLine({ ...binned, name: 'kde-binned-process', counted: 'process', goal: 0.05 }),
  methodLine({
    ...shared,
    name: 'kde-exact',
    what: 'kernel density, edge-corrected, to 1e-9 of the exact sums',
    size: { full: ['exact', '512', '100000'], small: ['exact', '64', '2000'] },
    peer: peer('R spatstat density.ppp'),
    counted: 'call',
    goal: 1,
    // the peer bins, so only the mean is compared
    tolerance: 1e-3,
    note: 'the peer’s surface is binned, ours is not',
  }),
  methodLine({
    ...shared,
    name: 'kde-at-points',
    what: 'density at each of the events, itself left out, edge-corrected',
    size: { full: ['at', '512', '100000'], small: ['at', '64', '2000'] },
    peer: peer('R spatstat density.ppp(at = "points")'),
    counted: 'call',
    goal: 0.03,
    tolerance: 1e-6,
    rounds: 1,
  }),
];
