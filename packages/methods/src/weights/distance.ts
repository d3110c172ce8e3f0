import { Problem } from '@bluehelm/kernel/problem';
import { allFinite, methodProblems, numberWithin, positive, sameLength, wholeNumber } from '../problems.ts';
import { EARTH_RADIUS_KM } from '../surfaces/great-circle-density.ts';
import { type KdTree, kdTree } from './kd-tree.ts';
import type { Weights } from './weights.ts';

/**
 * `plane`: x and y in one unit of length, distances in it. `great-circle`: x longitude and y latitude in degrees,
 * distances in kilometres on a sphere of 6,371.0088 km.
 */
export type DistanceGeometry = 'plane' | 'great-circle';

export interface DistanceBandOptions {
  /** neighbours lie at most so far away, in the geometry's unit */
  readonly reach: number;
  /** default `plane` */
  readonly geometry?: DistanceGeometry | undefined;
  /** weights 1 / distance^power; 0, the default, is binary */
  readonly power?: number | undefined;
}

/**
 * Neighbours are the places at most a distance apart. Rows in ascending order of place numbers.
 * @param x, y one point per place: a centroid, a village
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID, also for two places on one spot where power > 0
 * O(n log² n + edges).
 */
export const distanceBandWeights = (
  x: Float64Array,
  y: Float64Array,
  { reach, geometry = 'plane', power = 0 }: DistanceBandOptions,
): Weights => {
  positive('reach', reach);
  numberWithin('power', power, 0, 10);
  const { tree, chordOf, lengthOf } = searchTree(x, y, geometry);
  const n = x.length;
  const offsets = new Uint32Array(n + 1);
  let neighbours = new Uint32Array(16 * n + 16);
  let values = power > 0 ? new Float64Array(neighbours.length) : undefined;
  const chord = chordOf(reach);
  let edge = 0;
  const keys: number[] = [];
  const squaredOf = new Float64Array(values ? n : 0);
  for (let i = 0; i < n; i++) {
    keys.length = 0;
    tree.within(i, chord, (j, squared) => {
      if (j === i) return;
      keys.push(j);
      if (values) squaredOf[j] = squared;
    });
    keys.sort((a, b) => a - b);
    if (edge + keys.length > neighbours.length) {
      const room = 2 * (edge + keys.length);
      neighbours = grown(neighbours, new Uint32Array(room));
      if (values) values = grown(values, new Float64Array(room));
    }
    for (const j of keys) {
      if (values) {
        if (squaredOf[j] === 0)
          throw new Problem(
            methodProblems.value,
            `Places ${i} and ${j} lie on one spot, where 1 / distance has no value.`,
            { mend: 'Join such places, or use power 0.' },
          );
        values[edge] = lengthOf(Math.sqrt(squaredOf[j]!)) ** -power;
      }
      neighbours[edge++] = j;
    }
    offsets[i + 1] = edge;
  }
  return { n, offsets, neighbours: neighbours.slice(0, edge), values: values?.slice(0, edge) };
};

export interface NearestOptions {
  /** neighbours of each place, fewer than there are places */
  readonly k: number;
  /** default `plane` */
  readonly geometry?: DistanceGeometry | undefined;
}

/**
 * Neighbours are the k nearest other places, nearest first; of equally near ones those with the lower numbers, so where
 * places lie on a grid their numbering decides. Who is near need not be near in turn: the weights are not symmetric.
 * @param x, y one point per place
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 * O(n log² n + n·k²) at most.
 */
export const nearestWeights = (
  x: Float64Array,
  y: Float64Array,
  { k, geometry = 'plane' }: NearestOptions,
): Weights => {
  const n = sameLength({ x, y });
  wholeNumber('k', k, 1, Math.max(1, n - 1));
  const { tree } = searchTree(x, y, geometry);
  const offsets = new Uint32Array(n + 1).map((_, i) => i * k);
  const neighbours = new Uint32Array(n * k);
  for (let i = 0; i < n; i++) neighbours.set(tree.nearest(i, k).points, i * k);
  return { n, offsets, neighbours };
};

interface SearchTree {
  readonly tree: KdTree;
  /** the straight line through the tree's space for a distance, and back */
  chordOf(distance: number): number;
  lengthOf(chord: number): number;
}

const searchTree = (x: Float64Array, y: Float64Array, geometry: DistanceGeometry): SearchTree => {
  sameLength({ x, y });
  allFinite('x', x);
  allFinite('y', y);
  if (geometry === 'plane')
    return { tree: kdTree([x, y]), chordOf: (distance) => distance, lengthOf: (chord) => chord };
  // on the unit sphere the straight line grows with the great circle, so it orders points alike
  const radians = Math.PI / 180;
  const cosine = y.map((latitude, i) => Math.cos(numberWithin(`y[${i}]`, latitude, -90, 90) * radians));
  return {
    tree: kdTree([
      cosine.map((c, i) => c * Math.cos(x[i]! * radians)),
      cosine.map((c, i) => c * Math.sin(x[i]! * radians)),
      y.map((latitude) => Math.sin(latitude * radians)),
    ]),
    chordOf: (distance) => 2 * Math.sin(Math.min(Math.PI, distance / EARTH_RADIUS_KM) / 2),
    lengthOf: (chord) => 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, chord / 2)),
  };
};

const grown = <Numbers extends Uint32Array | Float64Array>(from: Numbers, to: Numbers): Numbers => {
  to.set(from);
  return to;
};
