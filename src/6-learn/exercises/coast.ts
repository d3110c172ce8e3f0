import type { Rng } from '@bluehelm/methods';
import type { Mesh } from './mesh.ts';
import { components } from './regions.ts';

/** Whose each cell of the mesh is. */
export const sea = 0;
export const country = 1;
export const neighbour = 2;

/**
 * An island of one piece, shared by the republic (the western 60 %) and one neighbour, both of one piece.
 * Land is where a smooth dome plus fractal noise rises above the sea; lakes are filled.
 */
export function makeLand(mesh: Mesh, rng: Rng): Uint8Array {
  const relief = fractalNoise(rng.fork('relief'));
  const winding = fractalNoise(rng.fork('border'));
  const height = mesh.cells.map(({ centre: { x, y } }) => {
    const dome = 1 - (x / 285) ** 2 - (y / 225) ** 2 - 0.25 * (x / 285) * (y / 225);
    return dome + 1.15 * relief(x / 150, y / 150);
  });
  const island = new Set(components(mesh, (cell) => height[cell]! > 0.12 && !atRim(mesh, cell))[0]);
  const ocean = new Set(components(mesh, (cell) => !island.has(cell))[0]);
  const land = mesh.cells.map((cell) => cell.id).filter((cell) => !ocean.has(cell));
  // how far east of the winding line each cell lies
  const east = (cell: number) => {
    const { x, y } = mesh.cells[cell]!.centre;
    return x - 110 * winding(0.5, y / 130) - 0.25 * y;
  };
  const line = land.map(east).sort((a, b) => a - b)[Math.floor(land.length * 0.6)]!;
  const owner = new Uint8Array(mesh.cells.length);
  for (const cell of land) owner[cell] = east(cell) < line ? country : neighbour;
  // pieces that the line cuts off go to the other side
  for (const side of [country, neighbour]) {
    for (const piece of components(mesh, (cell) => owner[cell] === side).slice(1)) {
      for (const cell of piece) owner[cell] = country + neighbour - side;
    }
  }
  return owner;
}

const atRim = (mesh: Mesh, cell: number): boolean => mesh.cells[cell]!.across.includes(-1);

/** Smooth noise of mean 0, about −0.5 … 0.5, features of size 1, 1/2, 1/4 and 1/8 (value noise, Perlin 1985's fade). */
export function fractalNoise(rng: Rng): (x: number, y: number) => number {
  const size = 64;
  const lattice = Float64Array.from({ length: size * size }, () => rng.next() - 0.5);
  const at = (i: number, j: number) =>
    lattice[(((i % size) + size) % size) * size + (((j % size) + size) % size)]!;
  const fade = (t: number) => t * t * t * (t * (t * 6 - 15) + 10);
  const octave = (x: number, y: number) => {
    const i = Math.floor(x);
    const j = Math.floor(y);
    const u = fade(x - i);
    const v = fade(y - j);
    const low = at(i, j) * (1 - u) + at(i + 1, j) * u;
    const high = at(i, j + 1) * (1 - u) + at(i + 1, j + 1) * u;
    return low * (1 - v) + high * v;
  };
  return (x, y) => {
    let sum = 0;
    for (let k = 0; k < 4; k++) sum += octave(x * 2 ** k + 7.3 * k, y * 2 ** k + 3.1 * k) / 2 ** k;
    return sum;
  };
}
