import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { breathing, type LongRun } from '../long-run.ts';
import { methodProblems, numberWithin, positive, wholeNumber } from '../problems.ts';
import { checkEvents } from './density-input.ts';
import { type Kernel, QUARTIC_REACH, reachOf } from './kernels.ts';

/** Mean radius of the earth, of the International Union of Geodesy and Geophysics. */
export const EARTH_RADIUS_KM = 6371.0088;

/** A raster in degrees. `west` may be greater than `east`: it then crosses the antimeridian. */
export interface DegreeRaster {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
  readonly columns: number;
  readonly rows: number;
}

export interface GreatCircleDensityOptions extends LongRun {
  readonly raster: DegreeRaster;
  /** h of the Gaussian exp(−d²/2h²), or of the quartic that ends at √8·h, d along the great circle */
  readonly bandwidthKm: number;
  readonly kernel?: Kernel | undefined;
  /** what each event counts, ≥ 0; default 1 */
  readonly weights?: Float64Array | undefined;
  /** how far from the untruncated sum a value may be, in peaks of one event, default 1e-10 */
  readonly tolerance?: number | undefined;
}

export interface GreatCircleDensity {
  readonly kind: 'great-circle-density';
  readonly raster: DegreeRaster;
  /** events (or weight) per km² at each cell's centre, row by row from the south */
  readonly values: Float64Array;
}

const RADIANS = Math.PI / 180;

/**
 * Where do events lie densest on the globe? Kernel estimate by great-circle distances, for areas so large or so far north
 * that no plane map keeps distances. No edges: the sphere has none.
 *
 * @param longitude degrees, −180 to 180, one per event
 * @param latitude degrees, −90 to 90, one per event
 * @returns the surface in events per km², or `Insufficient` without events
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID; the signal's reason
 *
 * Each event's kernel has the mass 1 on the sphere (its integral is taken over rings of it). O(n · cells within reach).
 * Sources: haversine distance: Sinnott (1984), Sky and Telescope 68; kernels on the sphere: Hall, Watson & Cabrera
 * (1987), Biometrika 74(4).
 */
export const greatCircleDensity = async (
  longitude: Float64Array,
  latitude: Float64Array,
  {
    raster,
    bandwidthKm,
    kernel = 'gaussian',
    weights,
    tolerance = 1e-10,
    signal,
    onProgress,
  }: GreatCircleDensityOptions,
): Promise<GreatCircleDensity | Insufficient> => {
  checkEvents(longitude, latitude, weights);
  const { west, east, south, north, columns, rows } = raster;
  wholeNumber('raster.columns', columns, 1);
  wholeNumber('raster.rows', rows, 1);
  wholeNumber('the number of cells', columns * rows, 1, 2 ** 28);
  for (const [name, value, most] of [
    ['raster.west', west, 180],
    ['raster.east', east, 180],
    ['raster.south', south, 90],
    ['raster.north', north, 90],
  ] as const)
    numberWithin(name, value, -most, most);
  if (!(north > south) || east === west)
    throw new Problem(
      methodProblems.value,
      `raster spans ${west} to ${east}, ${south} to ${north} degrees; a rectangle with an area was expected.`,
    );
  for (let i = 0; i < longitude.length; i++) {
    numberWithin(`longitude[${i}]`, longitude[i]!, -180, 180);
    numberWithin(`latitude[${i}]`, latitude[i]!, -90, 90);
  }
  positive('bandwidthKm', bandwidthKm);
  numberWithin('tolerance', tolerance, 1e-14, 1e-2);
  if (longitude.length === 0)
    return insufficient({ reason: 'no-events', detail: 'There are no events.', have: 0, need: 1 });

  const breath = breathing({ signal, onProgress });
  const h = bandwidthKm / EARTH_RADIUS_KM;
  const reach = Math.min(Math.PI, reachOf(kernel, longitude.length, tolerance) * h);
  const shape = shapeOf(kernel, h);
  const peak = 1 / (massOf(shape, Math.min(Math.PI, Math.max(reach, 12 * h))) * EARTH_RADIUS_KM ** 2);
  const span = (east > west ? east - west : east - west + 360) * RADIANS;
  const step = span / columns;
  const rise = ((north - south) * RADIANS) / rows;
  const values = new Float64Array(columns * rows);
  for (let i = 0; i < longitude.length; i++) {
    if (breath.due()) await breath.take(i / longitude.length);
    const height = peak * (weights === undefined ? 1 : weights[i]!);
    const phi = latitude[i]! * RADIANS;
    const cosPhi = Math.cos(phi);
    // of the event from the raster's west, 0 to 2π
    const from = turned((longitude[i]! - west) * RADIANS);
    const first = Math.max(0, Math.ceil((phi - reach - south * RADIANS) / rise - 0.5));
    const last = Math.min(rows - 1, Math.floor((phi + reach - south * RADIANS) / rise - 0.5));
    for (let r = first; r <= last; r++) {
      const rowPhi = south * RADIANS + (r + 0.5) * rise;
      const squaredRise = Math.sin((rowPhi - phi) / 2) ** 2;
      const both = cosPhi * Math.cos(rowPhi);
      // sin²(Δλ/2) at which the distance is the reach
      const room = (Math.sin(reach / 2) ** 2 - squaredRise) / both;
      if (room < 0 && reach < Math.PI) continue;
      const half = room >= 1 || reach >= Math.PI ? Math.PI : 2 * Math.asin(Math.sqrt(room));
      // the same row may be met from either side of the globe
      for (const turn of half >= Math.PI ? [0] : [-2 * Math.PI, 0, 2 * Math.PI]) {
        const centre = from + turn;
        const left = half >= Math.PI ? 0 : Math.max(0, Math.ceil((centre - half) / step - 0.5));
        const right =
          half >= Math.PI ? columns - 1 : Math.min(columns - 1, Math.floor((centre + half) / step - 0.5));
        for (let c = left; c <= right; c++) {
          const sine = Math.sin(((c + 0.5) * step - centre) / 2);
          values[r * columns + c]! += height * shape(arcOf(squaredRise + both * sine * sine));
        }
      }
    }
  }
  onProgress?.(1);
  return { kind: 'great-circle-density', raster, values };
};

/** The squared angle whose haversine is `haversine`. */
const arcOf = (haversine: number): number => (2 * Math.asin(Math.min(1, Math.sqrt(haversine)))) ** 2;

/** Height at a squared angle, 1 in the middle. */
const shapeOf = (kernel: Kernel, h: number): ((squared: number) => number) =>
  kernel === 'gaussian'
    ? (squared) => Math.exp(-squared / (2 * h * h))
    : (squared) => Math.max(0, 1 - squared / (QUARTIC_REACH * h) ** 2) ** 2;

const turned = (angle: number): number => {
  const within = angle % (2 * Math.PI);
  return within < 0 ? within + 2 * Math.PI : within;
};

/** ∫ of a shape over the unit sphere, 2π ∫ shape(θ²) sin θ dθ, by Simpson's rule. */
const massOf = (shape: (squared: number) => number, reach: number): number => {
  const steps = 4000;
  let sum = 0;
  for (let k = 0; k <= steps; k++) {
    const theta = (k * reach) / steps;
    sum += (k === 0 || k === steps ? 1 : k % 2 === 1 ? 4 : 2) * shape(theta * theta) * Math.sin(theta);
  }
  return (2 * Math.PI * sum * reach) / (3 * steps);
};
