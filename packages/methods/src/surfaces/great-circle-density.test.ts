import { expect, test } from 'vitest';
import { isInsufficient } from '../insufficient.ts';
import { seeded } from '../random/seeded.ts';
import {
  EARTH_RADIUS_KM,
  type GreatCircleDensityOptions,
  greatCircleDensity,
} from './great-circle-density.ts';
import { kernelDensity } from './kernel-density.ts';

const surface = async (longitude: number[], latitude: number[], options: GreatCircleDensityOptions) => {
  const result = await greatCircleDensity(Float64Array.from(longitude), Float64Array.from(latitude), options);
  if (isInsufficient(result)) throw new Error(result.reason);
  return result.values;
};
const globe = { west: -180, east: 180, south: -90, north: 90, columns: 180, rows: 90 };
const total = (values: Float64Array): number => {
  const degree = Math.PI / 180;
  let sum = 0;
  values.forEach((value, i) => {
    const south = (-90 + 2 * Math.floor(i / 180)) * degree;
    sum += value * EARTH_RADIUS_KM ** 2 * 2 * degree * (Math.sin(south + 2 * degree) - Math.sin(south));
  });
  return sum;
};

test('every event adds one over the globe, at a pole and across the antimeridian too', async () => {
  for (const kernel of ['gaussian', 'quartic'] as const)
    for (const bandwidthKm of [700, 3000])
      for (const place of [
        [10, 0],
        [179.9, -40],
        [0, 90],
        [-120, 88],
      ] as const) {
        const values = await surface([place[0]], [place[1]], { raster: globe, bandwidthKm, kernel });
        expect(total(values)).toBeCloseTo(1, 2);
      }
});

test('values are the kernel of the great-circle distance, by the definition', async () => {
  const rng = seeded(3);
  const longitude = Array.from({ length: 40 }, () => -180 + 360 * rng.next());
  const latitude = Array.from({ length: 40 }, () => -89 + 178 * rng.next());
  const raster = { west: 150, east: -120, south: -60, north: 85, columns: 17, rows: 13 };
  const bandwidthKm = 900;
  const values = await surface(longitude, latitude, { raster, bandwidthKm });
  const degree = Math.PI / 180;
  const h = bandwidthKm / EARTH_RADIUS_KM;
  // the mass of exp(−θ²/2h²) on the sphere, to the order h⁶
  const mass = 2 * Math.PI * h * h * (1 - h ** 2 / 3 + h ** 4 / 15 - h ** 6 / 105) * EARTH_RADIUS_KM ** 2;
  for (let r = 0; r < 13; r++)
    for (let c = 0; c < 17; c++) {
      const phi = (-60 + ((r + 0.5) * 145) / 13) * degree;
      const lambda = (150 + ((c + 0.5) * 90) / 17) * degree;
      let sum = 0;
      longitude.forEach((lon, i) => {
        const cosine =
          Math.sin(phi) * Math.sin(latitude[i]! * degree) +
          Math.cos(phi) * Math.cos(latitude[i]! * degree) * Math.cos(lambda - lon * degree);
        sum += Math.exp(-(Math.acos(Math.max(-1, Math.min(1, cosine))) ** 2) / (2 * h * h)) / mass;
      });
      expect(Math.abs(values[r * 17 + c]! - sum) * mass).toBeLessThan(1e-6);
    }
});

test('near the equator and over a small area it is the density of the plane', async () => {
  const rng = seeded(5);
  const longitude = Array.from({ length: 200 }, () => rng.next());
  const latitude = Array.from({ length: 200 }, () => rng.next() - 0.5);
  const raster = { west: 0, east: 1, south: -0.5, north: 0.5, columns: 10, rows: 10 };
  const values = await surface(longitude, latitude, { raster, bandwidthKm: 8 });
  const km = (Math.PI / 180) * EARTH_RADIUS_KM;
  const plane = await kernelDensity(
    Float64Array.from(longitude, (v) => v * km),
    Float64Array.from(latitude, (v) => v * km),
    {
      raster: { xMin: 0, xMax: km, yMin: -km / 2, yMax: km / 2, columns: 10, rows: 10 },
      bandwidth: 8,
      edge: 'none',
    },
  );
  if (isInsufficient(plane)) throw new Error(plane.reason);
  values.forEach((value, i) => {
    expect(Math.abs(value / plane.values[i]! - 1)).toBeLessThan(2e-3);
  });
});

test('turning the globe about its axis moves the surface and changes nothing in it', async () => {
  const weights = Float64Array.of(1, 2, 3);
  const before = await surface([10, 60, 170], [5, -30, 70], { raster: globe, bandwidthKm: 1500, weights });
  const after = await surface([50, 100, -150], [5, -30, 70], { raster: globe, bandwidthKm: 1500, weights });
  before.forEach((value, i) => {
    const moved = Math.floor(i / 180) * 180 + (((i % 180) + 20) % 180);
    expect(Math.abs(after[moved]! - value)).toBeLessThan(1e-18);
  });
});

test('no events, and coordinates that are none', async () => {
  const none = new Float64Array(0);
  expect(await greatCircleDensity(none, none, { raster: globe, bandwidthKm: 100 })).toMatchObject({
    reason: 'no-events',
  });
  await expect(surface([200], [0], { raster: globe, bandwidthKm: 100 })).rejects.toThrow(
    'longitude[0] is 200',
  );
  await expect(surface([20], [0], { raster: { ...globe, north: -90 }, bandwidthKm: 100 })).rejects.toThrow(
    'a rectangle with an area',
  );
});
