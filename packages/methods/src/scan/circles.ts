import type { Breath } from '../long-run.ts';

/** Circles around every place that grow place by place, up to a share of the population and a radius. */
export interface Circles {
  /** places of the largest circle around each centre, nearest first; centre c has memberStarts[c] … memberStarts[c + 1] */
  readonly members: Int32Array;
  readonly memberStarts: Int32Array;
  /** circle z around centre c, zoneStarts[c] ≤ z < zoneStarts[c + 1], holds its members up to zoneEnds[z], exclusive */
  readonly zoneStarts: Int32Array;
  readonly zoneEnds: Int32Array;
  /** radius of each circle: the distance of its farthest place, in units of the plane or km */
  readonly radii: Float64Array;
}

interface CircleLimits {
  /** the plane, or longitude (x) and latitude (y) in degrees on a sphere */
  readonly coordinates: 'plane' | 'degrees';
  readonly largestShare: number;
  readonly largestRadius: number;
}

// distances whose squares agree to this relative amount are one distance: rounding must not split a circle
const SAME_DISTANCE = 2 ** -29;

// mean radius, IUGG, as in the kernel's `distanceKm`
const EARTH_RADIUS_KM = 6371.0088;

/** O(n² log n) time. Places at one distance enter together: half of a circle's rim is no circle. */
export const circlesAround = async (
  x: Float64Array,
  y: Float64Array,
  population: Float64Array,
  { coordinates, largestShare, largestRadius }: CircleLimits,
  breath: Breath,
): Promise<Circles> => {
  const n = x.length;
  const positions = coordinates === 'plane' ? [x, y] : onUnitSphere(x, y);
  const radiusOf = coordinates === 'plane' ? Math.sqrt : arcKm;
  let total = 0;
  for (let i = 0; i < n; i++) total += population[i]!;
  const mostPeople = largestShare * total * (1 + 1e-9);
  const sorted = sorter(positions);
  const members: number[] = [];
  const zoneEnds: number[] = [];
  const radii: number[] = [];
  const memberStarts = new Int32Array(n + 1);
  const zoneStarts = new Int32Array(n + 1);
  for (let centre = 0; centre < n; centre++) {
    if (breath.due()) await breath.take(0);
    const { order, squares } = sorted(centre);
    let people = 0;
    let at = 0;
    while (at < n) {
      let next = at;
      const first = squares[at]!;
      while (next < n && squares[next]! <= first * (1 + SAME_DISTANCE)) people += population[order[next++]!]!;
      const radius = radiusOf(squares[next - 1]!);
      if (people > mostPeople || radius > largestRadius) break;
      for (; at < next; at++) members.push(order[at]!);
      zoneEnds.push(members.length);
      radii.push(radius);
    }
    memberStarts[centre + 1] = members.length;
    zoneStarts[centre + 1] = zoneEnds.length;
  }
  return {
    members: Int32Array.from(members),
    memberStarts,
    zoneStarts,
    zoneEnds: Int32Array.from(zoneEnds),
    radii: Float64Array.from(radii),
  };
};

/** Orders all places by their distance from one; the order of equal distances is that of the places. */
const sorter = (positions: readonly Float64Array[]) => {
  const n = positions[0]!.length;
  const squares = new Float64Array(n);
  const order = new Int32Array(n);
  // a place's number hides in the lowest bits of its squared distance, so that the engine's own fast sort serves
  const keys = new Float64Array(n);
  const words = new Uint32Array(keys.buffer);
  const mask = 2 ** Math.ceil(Math.log2(Math.max(2, n))) - 1;
  const squareBetween = (i: number, j: number): number => {
    let sum = 0;
    for (const axis of positions) sum += (axis[i]! - axis[j]!) ** 2;
    return sum;
  };
  return (centre: number) => {
    for (let i = 0; i < n; i++) {
      keys[i] = squareBetween(centre, i);
      words[2 * i] = ((words[2 * i]! & ~mask) | i) >>> 0;
    }
    keys.sort();
    for (let at = 0; at < n; at++) {
      order[at] = words[2 * at]! & mask;
      squares[at] = squareBetween(centre, order[at]!);
    }
    return { order, squares };
  };
};

const onUnitSphere = (longitudes: Float64Array, latitudes: Float64Array): Float64Array[] => {
  const [x, y, z] = [0, 1, 2].map(() => new Float64Array(longitudes.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < longitudes.length; i++) {
    const longitude = (longitudes[i]! * Math.PI) / 180;
    const latitude = (latitudes[i]! * Math.PI) / 180;
    x[i] = Math.cos(latitude) * Math.cos(longitude);
    y[i] = Math.cos(latitude) * Math.sin(longitude);
    z[i] = Math.sin(latitude);
  }
  return [x, y, z];
};

/** the arc over a chord of the unit sphere */
const arcKm = (squaredChord: number): number =>
  2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(squaredChord) / 2));
