/** A place in the exercise's plane: km east and north of the island's middle. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The island's middle, in the empty South Atlantic: no land within 600 km, so nobody takes it for a real country. */
const middle = { lon: -23.5, lat: -20.5 };
const kmPerLat = 110.72;
const kmPerLon = 111.32 * Math.cos((middle.lat * Math.PI) / 180);

/** Degrees with five decimals (about a metre). The plane is equirectangular: distances are within 2 % over the island. */
export const toLonLat = ({ x, y }: Point): [number, number] => [
  Math.round((middle.lon + x / kmPerLon) * 1e5) / 1e5,
  Math.round((middle.lat + y / kmPerLat) * 1e5) / 1e5,
];

export const toPlane = (lon: number, lat: number): Point => ({
  x: (lon - middle.lon) * kmPerLon,
  y: (lat - middle.lat) * kmPerLat,
});

export const distanceKm = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** Even-odd rule over one closed or open ring. */
export function ringContains(ring: readonly Point[], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const a = ring[i]!;
    const b = ring[j]!;
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

/** Area of a ring in km², positive when it runs counter-clockwise. */
export function ringArea(ring: readonly Point[]): number {
  let twice = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    twice += ring[j]!.x * ring[i]!.y - ring[i]!.x * ring[j]!.y;
  }
  return twice / 2;
}
