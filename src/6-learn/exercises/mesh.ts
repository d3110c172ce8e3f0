import type { Rng } from '@bluehelm/methods';
import { type Point, ringContains } from './projection.ts';

/**
 * The ground everything is drawn on: a honeycomb whose corners are shaken and whose edges are roughened. Coast,
 * border, provinces and districts are all made of its edges, so neighbours share them exactly and nothing overlaps.
 */
export interface Mesh {
  readonly cells: readonly Cell[];
  /** the regular hexagon a point falls in: fast, wrong by up to an edge's roughness; −1 outside the mesh */
  hexAt(x: number, y: number): number;
  /** the cell that truly contains a point; −1 outside the mesh */
  cellAt(x: number, y: number): number;
}

export interface Cell {
  readonly id: number;
  readonly centre: Point;
  /** corners counter-clockwise; edge k runs from corner k to corner k + 1 */
  readonly corners: readonly number[];
  /** the cell across each edge, −1 at the rim */
  readonly across: readonly number[];
  /** points of each edge in this cell's direction, its last corner left out */
  readonly edges: readonly (readonly Point[])[];
}

const sideKm = 6;
const hexWidth = Math.sqrt(3) * sideKm;
const columns = 66;
const rows = 66;
const originX = (-columns * hexWidth) / 2;
const originY = (-rows * 1.5 * sideKm) / 2;
const jitter = 0.3;
const roughness = 0.16;

const hexCentre = (column: number, row: number): Point => ({
  x: originX + hexWidth * (column + (row % 2 === 1 ? 0.5 : 0)),
  y: originY + 1.5 * sideKm * row,
});

export function makeMesh(rng: Rng): Mesh {
  const shake = rng.fork('corners');
  const rough = rng.fork('edges');
  const points: Point[] = [];
  const cornerIds = new Map<string, number>();
  const edges = new Map<string, { readonly line: readonly Point[]; readonly cells: number[] }>();

  const cornerAt = (x: number, y: number): number => {
    const key = `${Math.round(x * 10)} ${Math.round(y * 10)}`;
    const known = cornerIds.get(key);
    if (known !== undefined) return known;
    cornerIds.set(key, points.length);
    const turn = shake.next() * 2 * Math.PI;
    const reach = jitter * sideKm * Math.sqrt(shake.next());
    points.push({ x: x + reach * Math.cos(turn), y: y + reach * Math.sin(turn) });
    return points.length - 1;
  };
  const edgeOf = (a: number, b: number) => {
    const [low, high] = a < b ? [a, b] : [b, a];
    const key = `${low} ${high}`;
    let edge = edges.get(key);
    if (!edge) {
      edge = { line: roughLine(points[low]!, points[high]!, rough, 3), cells: [] };
      edges.set(key, edge);
    }
    return edge;
  };

  const cornersOf: number[][] = [];
  for (let id = 0; id < columns * rows; id++) {
    const { x, y } = hexCentre(id % columns, Math.floor(id / columns));
    const corners = [0, 1, 2, 3, 4, 5].map((k) => {
      const angle = ((30 + 60 * k) * Math.PI) / 180;
      return cornerAt(x + sideKm * Math.cos(angle), y + sideKm * Math.sin(angle));
    });
    cornersOf.push(corners);
    for (let k = 0; k < 6; k++) edgeOf(corners[k]!, corners[(k + 1) % 6]!).cells.push(id);
  }
  const cells = cornersOf.map((corners, id): Cell => {
    const sides = corners.map((a, k) => edgeOf(a, corners[(k + 1) % 6]!));
    return {
      id,
      centre: mean(corners.map((corner) => points[corner]!)),
      corners,
      across: sides.map((edge) => edge.cells.find((cell) => cell !== id) ?? -1),
      edges: corners.map((a, k) => {
        const forward = a < corners[(k + 1) % 6]!;
        const line = sides[k]!.line;
        return (forward ? line : line.toReversed()).slice(0, -1);
      }),
    };
  });
  const outlines = cells.map((cell) => cell.edges.flat());

  const hexAt = (x: number, y: number): number => {
    // the nearest centre is in one of the two rows about the point
    const row = Math.floor((y - originY) / (1.5 * sideKm));
    let best = -1;
    let nearest = Infinity;
    for (let r = row; r <= row + 1; r++) {
      const column = Math.round((x - originX) / hexWidth - (r % 2 === 1 ? 0.5 : 0));
      if (r < 0 || r >= rows || column < 0 || column >= columns) continue;
      const dx = x - (originX + hexWidth * (column + (r % 2 === 1 ? 0.5 : 0)));
      const dy = y - (originY + 1.5 * sideKm * r);
      if (dx * dx + dy * dy < nearest) {
        nearest = dx * dx + dy * dy;
        best = r * columns + column;
      }
    }
    return best;
  };
  return {
    cells,
    hexAt,
    cellAt(x, y) {
      const hex = hexAt(x, y);
      if (hex < 0 || ringContains(outlines[hex]!, x, y)) return hex;
      for (const other of cells[hex]!.across) {
        if (other >= 0 && ringContains(outlines[other]!, x, y)) return other;
      }
      return hex;
    },
  };
}

/** Midpoint displacement: a line of 2^depth pieces from a to b. */
function roughLine(a: Point, b: Point, rng: Rng, depth: number): Point[] {
  if (depth === 0) return [a, b];
  const shift = (rng.next() - 0.5) * 2 * roughness;
  const middle = {
    x: (a.x + b.x) / 2 - (b.y - a.y) * shift,
    y: (a.y + b.y) / 2 + (b.x - a.x) * shift,
  };
  return [...roughLine(a, middle, rng, depth - 1), ...roughLine(middle, b, rng, depth - 1).slice(1)];
}

export const mean = (points: readonly Point[]): Point => ({
  x: points.reduce((sum, p) => sum + p.x, 0) / points.length,
  y: points.reduce((sum, p) => sum + p.y, 0) / points.length,
});
