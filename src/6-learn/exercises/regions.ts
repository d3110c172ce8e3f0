import type { Rng } from '@bluehelm/methods';
import { type Mesh, mean } from './mesh.ts';
import { distanceKm, type Point, ringArea } from './projection.ts';

/** The outer ring first, then holes: rings of points, counter-clockwise outside, clockwise inside, not closed. */
export function outline(mesh: Mesh, inside: (cell: number) => boolean): Point[][] {
  // three cells meet at each corner, so at most one outline edge leaves it and the chain is unique
  const leaving = new Map<number, { readonly to: number; readonly points: readonly Point[] }>();
  for (const cell of mesh.cells) {
    if (!inside(cell.id)) continue;
    for (let k = 0; k < 6; k++) {
      const other = cell.across[k]!;
      if (other >= 0 && inside(other)) continue;
      leaving.set(cell.corners[k]!, { to: cell.corners[(k + 1) % 6]!, points: cell.edges[k]! });
    }
  }
  const rings: Point[][] = [];
  while (leaving.size > 0) {
    const ring: Point[] = [];
    let at = leaving.keys().next().value!;
    for (let edge = leaving.get(at); edge; edge = leaving.get(at)) {
      leaving.delete(at);
      ring.push(...edge.points);
      at = edge.to;
    }
    rings.push(ring);
  }
  return rings.sort((a, b) => ringArea(b) - ringArea(a));
}

/** Groups of touching cells, the largest first. */
export function components(mesh: Mesh, inside: (cell: number) => boolean): number[][] {
  const seen = new Set<number>();
  const groups: number[][] = [];
  for (const { id } of mesh.cells) {
    if (seen.has(id) || !inside(id)) continue;
    const group = [id];
    seen.add(id);
    for (const cell of group) {
      for (const other of mesh.cells[cell]!.across) {
        if (other < 0 || seen.has(other) || !inside(other)) continue;
        seen.add(other);
        group.push(other);
      }
    }
    groups.push(group);
  }
  return groups.sort((a, b) => b.length - a.length);
}

/** Cheapest way from any source to every cell, over edges with a cost; `from` leads back, `source` names the start. */
export function shortestPaths(
  mesh: Mesh,
  sources: readonly number[],
  cost: (from: number, to: number) => number,
): { readonly source: Int32Array; readonly from: Int32Array; readonly total: Float64Array } {
  const n = mesh.cells.length;
  const source = new Int32Array(n).fill(-1);
  const from = new Int32Array(n).fill(-1);
  const total = new Float64Array(n).fill(Infinity);
  const heap: { readonly cell: number; readonly total: number }[] = [];
  const push = (cell: number, reached: number) => {
    let at = heap.push({ cell, total: reached }) - 1;
    for (let up = (at - 1) >> 1; at > 0 && heap[up]!.total > reached; up = (at - 1) >> 1) {
      [heap[at], heap[up]] = [heap[up]!, heap[at]!];
      at = up;
    }
  };
  const pop = () => {
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) {
      heap[0] = last;
      for (let at = 0, low = 1; low < heap.length; low = 2 * at + 1) {
        if (low + 1 < heap.length && heap[low + 1]!.total < heap[low]!.total) low++;
        if (heap[low]!.total >= last.total) break;
        [heap[at], heap[low]] = [heap[low]!, heap[at]!];
        at = low;
      }
    }
    return first;
  };
  for (const [i, cell] of sources.entries()) {
    total[cell] = 0;
    source[cell] = i;
    push(cell, 0);
  }
  while (heap.length > 0) {
    const next = pop();
    if (next.total > total[next.cell]!) continue;
    for (const other of mesh.cells[next.cell]!.across) {
      if (other < 0) continue;
      const reached = next.total + cost(next.cell, other);
      if (reached >= total[other]!) continue;
      total[other] = reached;
      from[other] = next.cell;
      source[other] = source[next.cell]!;
      push(other, reached);
    }
  }
  return { source, from, total };
}

/**
 * Divides connected cells into `count` connected regions of like size with uneven edges: seeds spread by Lloyd's
 * algorithm, then grown over the mesh at random cost. Returns the region of every cell, −1 outside.
 */
export function divide(mesh: Mesh, cells: readonly number[], count: number, rng: Rng): Int32Array {
  const member = new Set(cells);
  const centreOf = (cell: number) => mesh.cells[cell]!.centre;
  const nearestCell = (p: Point) =>
    cells.reduce((best, cell) =>
      distanceKm(centreOf(cell), p) < distanceKm(centreOf(best), p) ? cell : best,
    );
  let seeds: Point[] = [];
  while (seeds.length < count) {
    // the farthest of ten random cells from the seeds so far
    const tries = Array.from({ length: 10 }, () => centreOf(cells[rng.int(cells.length)]!));
    const gap = (p: Point) => Math.min(Infinity, ...seeds.map((seed) => distanceKm(seed, p)));
    seeds.push(tries.reduce((best, p) => (gap(p) > gap(best) ? p : best)));
  }
  for (let round = 0; round < 6; round++) {
    const groups = seeds.map((): Point[] => []);
    for (const cell of cells) {
      const p = centreOf(cell);
      const nearest = seeds.reduce(
        (best, s, i) => (distanceKm(s, p) < distanceKm(seeds[best]!, p) ? i : best),
        0,
      );
      groups[nearest]!.push(p);
    }
    seeds = groups.map((group, i) => (group.length > 0 ? mean(group) : seeds[i]!));
  }
  const hardness = Float64Array.from(mesh.cells, () => 0.5 + rng.next() ** 2 * 2);
  const starts = seeds.map(nearestCell);
  return shortestPaths(mesh, starts, (from, to) =>
    member.has(to) ? distanceKm(centreOf(from), centreOf(to)) * hardness[to]! : Infinity,
  ).source;
}
