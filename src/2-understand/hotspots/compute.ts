import { cellAt, type Geometry, ratePer100000 } from '@bluehelm/kernel';
import {
  benjaminiHochberg,
  getisOrd,
  h3RingWeights,
  type Insufficient,
  isInsufficient,
} from '@bluehelm/methods';
import { gridDisk } from 'h3-js';
import { cellsOf } from './cells.ts';
import type { CoarsePoints } from './gather.ts';
import { type AskedInference, type Inference, settledInference } from './parameters.ts';
import { type Division, spreadOver } from './spread.ts';

/** All that a surface is computed from: plain data, so that another thread can do it. */
export interface Job {
  readonly resolution: number;
  /** none: the area is what lies around the incidents */
  readonly outlines: readonly Geometry[];
  /** hexagons with incidents that fit them */
  readonly cells: readonly string[];
  readonly counts: Float64Array;
  /** undefined: coarse incidents are left out */
  readonly spread: { readonly coarse: CoarsePoints; readonly divisions: readonly Division[] } | undefined;
  /** undefined: counts, not rates */
  readonly rate:
    | {
        readonly lon: Float64Array;
        readonly lat: Float64Array;
        readonly population: Float64Array;
        readonly days: number;
      }
    | undefined;
  readonly inference: AskedInference;
}

/** The values of a surface, hexagon by hexagon in the order of their indexes. */
export interface Surface {
  readonly kind: 'surface';
  readonly cells: readonly string[];
  /** incidents; fractions where some were spread */
  readonly counts: Float64Array;
  /** incidents a year per 100 000 inhabitants, where rates were asked for */
  readonly rates: Float64Array | undefined;
  readonly z: Float64Array;
  readonly p: Float64Array;
  readonly q: Float64Array;
  readonly inference: Inference;
  /** incidents in these hexagons, spread ones included */
  readonly used: number;
  readonly spread: number;
  /** hexagons of the area that nobody is known to live in, left out of rates */
  readonly uninhabited: number;
}

// at sea: hexagons this many steps around each incident
const seaRings = 4;

/** Counts by hexagon over the whole area, then Gi*. O(hexagons), and what the inference costs. */
export const computeSurface = (job: Job): Surface | Insufficient => {
  const { resolution } = job;
  const counts = new Map<string, number>();
  for (const outline of job.outlines) for (const cell of cellsOf(outline, resolution)) counts.set(cell, 0);
  if (job.outlines.length === 0)
    for (const cell of job.cells) for (const near of gridDisk(cell, seaRings)) counts.set(near, 0);
  // an incident on an islet or over the border is not lost: its hexagon joins the area
  for (const [at, cell] of job.cells.entries()) counts.set(cell, job.counts[at]!);
  const add = (cell: string, share: number) => counts.set(cell, counts.get(cell)! + share);
  const spread = job.spread
    ? spreadOver(job.spread.coarse, job.spread.divisions, resolution, (cell) => counts.has(cell), add)
    : 0;
  const inhabitants = job.rate && populationByCell(job.rate, resolution);
  const area = [...counts.keys()].sort();
  const cells = inhabitants ? area.filter((cell) => inhabitants.has(cell)) : area;
  const values = Float64Array.from(cells, (cell) => counts.get(cell)!);
  const rates =
    inhabitants &&
    Float64Array.from(
      cells,
      (cell, at) => ratePer100000(values[at]!, inhabitants.get(cell)!, job.rate!.days)!,
    );
  const tested = testSurface(cells, rates ?? values, job.inference);
  if (isInsufficient(tested)) return tested;
  return {
    kind: 'surface',
    cells,
    counts: values,
    rates,
    ...tested,
    used: values.reduce((sum, value) => sum + value, 0),
    spread,
    uninhabited: area.length - cells.length,
  };
};

/** Gi* with each hexagon and its six neighbours, and q-values over all; NaN for a hexagon that cannot be tested. */
export const testSurface = (
  cells: readonly string[],
  values: Float64Array,
  asked: AskedInference,
): Pick<Surface, 'z' | 'p' | 'q' | 'inference'> | Insufficient => {
  const inference = settledInference(asked, cells.length);
  const tested = getisOrd(values, h3RingWeights(cells, 1), { star: true, inference });
  if (isInsufficient(tested)) return tested;
  return { z: tested.z, p: tested.p, q: benjaminiHochberg(tested.p), inference };
};

const populationByCell = (
  { lon, lat, population }: NonNullable<Job['rate']>,
  resolution: number,
): Map<string, number> => {
  const found = new Map<string, number>();
  for (let i = 0; i < lon.length; i++) {
    const cell = cellAt(lon[i]!, lat[i]!, resolution);
    found.set(cell, (found.get(cell) ?? 0) + population[i]!);
  }
  return found;
};
