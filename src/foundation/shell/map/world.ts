import type { FeatureCollection } from 'geojson';
import { feature, mesh } from 'topojson-client';
import type { Topology } from 'topojson-specification';
import fineUrl from 'world-atlas/countries-50m.json?url';
import coarseUrl from 'world-atlas/land-110m.json?url';

/** Land and borders of the real world. Source: Natural Earth (public domain) by world-atlas. */
export interface World {
  readonly land: FeatureCollection;
  readonly borders: FeatureCollection;
}

const read = async (url: string): Promise<World> => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`the base map could not be read: ${answer.status}`);
  const topology = (await answer.json()) as Topology;
  const { countries } = topology.objects as { countries?: Parameters<typeof mesh>[1] & object };
  const lines = countries && mesh(topology, countries, (a, b) => a !== b);
  return {
    land: feature(topology, topology.objects.land!) as unknown as FeatureCollection,
    borders: {
      type: 'FeatureCollection',
      features: lines ? [{ type: 'Feature', geometry: lines, properties: {} }] : [],
    },
  };
};

/** 1:110 million and only the coasts, for the first look */
export const coarseWorld = (): Promise<World> => read(coarseUrl);
/** 1:50 million with borders, once somebody looks closer */
export const fineWorld = (): Promise<World> => read(fineUrl);
