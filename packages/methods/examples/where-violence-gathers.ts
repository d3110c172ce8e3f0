// From a file of UCDP GED to a figure: where events gather, which hexagons stand out from chance, and how much more
// often an event follows another near and soon.
//
//   node packages/methods/examples/where-violence-gathers.ts GED.csv FIGURE.svg     (Node 24)
import { writeFile } from 'node:fs/promises';
import { type GedEvent, ucdpGed } from '@bluehelm/formats';
import {
  benjaminiHochberg,
  getisOrd,
  h3RingWeights,
  hotspotClass,
  isInsufficient,
  kernelDensityBinned,
  nearRepeat,
} from '@bluehelm/methods';
import { cellToBoundary, latLngToCell, polygonToCells } from 'h3-js';
import { convexHull } from './convex-hull.ts';
import { figure } from './figure.ts';

const kmPerDegree = 111.195;
// hexagons of some 45 km across: much finer, and one place with hundreds of events can explain any of them
const resolution = 4;

/** Events whose place is known to 25 km and whose day is known to a week: the others would all lie in one spot. */
const preciseEvents = async (path: string): Promise<GedEvent[]> => {
  const events: GedEvent[] = [];
  for await (const { rows } of ucdpGed.read({ path }))
    for (const { value } of rows)
      if (value.wherePrecision <= 2 && value.datePrecision <= 3) events.push(value);
  return events;
};

const [path, out = 'violence.svg'] = process.argv.slice(2);
if (path === undefined) throw new Error('which file? node where-violence-gathers.ts GED.csv [FIGURE.svg]');
const events = await preciseEvents(path);
const lon = Float64Array.from(events, (event) => event.longitude);
const lat = Float64Array.from(events, (event) => event.latitude);
const day = Float64Array.from(events, (event) => Date.parse(event.dateStart) / 86_400_000);

// kilometres on a plane around the middle; a country is small enough for that
const middle = (lat.reduce((least, value) => Math.min(least, value), 90) + Math.max(...lat)) / 2;
const perLon = kmPerDegree * Math.cos((middle * Math.PI) / 180);
const x = lon.map((value) => value * perLon);
const y = lat.map((value) => value * kmPerDegree);

// 1. the surface: events per km², a Gaussian of 25 km, with the rectangle's edges corrected
const margin = 50;
const extent = {
  xMin: Math.min(...x) - margin,
  xMax: Math.max(...x) + margin,
  yMin: Math.min(...y) - margin,
  yMax: Math.max(...y) + margin,
};
const columns = 240;
const rows = Math.round((columns * (extent.yMax - extent.yMin)) / (extent.xMax - extent.xMin));
const surface = kernelDensityBinned(x, y, { raster: { ...extent, columns, rows }, bandwidth: 25 });
if (isInsufficient(surface)) throw new Error(surface.detail);

// 2. hexagons hotter than chance, among all of the events' hull, the empty ones too
const hull = convexHull(lon, lat);
const counts = new Map(polygonToCells([hull], resolution, true).map((cell) => [cell, 0]));
for (const { longitude, latitude } of events) {
  const cell = latLngToCell(latitude, longitude, resolution);
  counts.set(cell, (counts.get(cell) ?? 0) + 1);
}
const cells = [...counts.keys()];
const gi = getisOrd(Float64Array.from(counts.values()), h3RingWeights(cells), {
  star: true,
  // enough for a single hexagon to be told from chance among so many
  inference: { permutations: Math.min(499_999, 20 * cells.length), seed: 1 },
});
if (isInsufficient(gi)) throw new Error(gi.detail);
const q = benjaminiHochberg(gi.p);
const hot = cells.filter((_, i) => ['hot-95', 'hot-99'].includes(hotspotClass(gi.z[i]!, q[i]!)));

// 3. near repeats: within 5, 20, 50 km and one, two, four weeks
const table = await nearRepeat(x, y, day, {
  spaceBreaks: [0, 5, 20, 50],
  timeBreaks: [0, 8, 15, 29],
  metric: 'euclidean',
  permutations: 999,
  seed: 1,
});
if (isInsufficient(table)) throw new Error(table.detail);

const outlines = hot.map((cell) =>
  cellToBoundary(cell, true).map(([at, north]) => [at! * perLon, north! * kmPerDegree] as const),
);
await writeFile(
  out,
  figure({ title: `${events[0]!.country.name}: ${events.length} events`, surface, outlines, table }),
);
console.log(`${events.length} events, ${hot.length} of ${cells.length} hexagons are hot (q ≤ 0.05)`);
console.log(
  `within 5 km and a week: ${table.observed[0]} pairs, ${table.expected[0]!.toFixed(1)} expected, p ${table.p[0]!.toFixed(3)}`,
);
console.log(`figure: ${out}`);
