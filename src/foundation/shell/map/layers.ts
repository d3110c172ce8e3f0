import type { FeatureCollection } from 'geojson';
import type { GeoJSONSource, LayerSpecification, Map as MapLibre } from 'maplibre-gl';

/** A layer over one of the map's collections of features. */
export type MapLayer = LayerSpecification & {
  readonly source: string;
};

/** All that a map shows: collections of features by name, and layers over them from the ground up. */
export interface MapContent {
  readonly features: Readonly<Record<string, FeatureCollection>>;
  readonly layers: readonly MapLayer[];
}

export const emptyContent: MapContent = { features: {}, layers: [] };

type Paint = Record<string, unknown>;
const changedKeys = (before: Paint, after: Paint): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );

/** Brings a loaded map from one content to the next, touching only what differs. */
export const applyContent = (map: MapLibre, before: MapContent, after: MapContent): void => {
  const kept = new Set(after.layers.map((layer) => layer.id));
  for (const layer of before.layers) if (!kept.has(layer.id)) map.removeLayer(layer.id);
  for (const name of Object.keys(before.features)) if (!(name in after.features)) map.removeSource(name);
  for (const [name, data] of Object.entries(after.features)) {
    const source = map.getSource<GeoJSONSource>(name);
    if (!source) map.addSource(name, { type: 'geojson', data, tolerance: 0.2 });
    else if (before.features[name] !== data) source.setData(data);
  }
  const old = new Map(before.layers.map((layer) => [layer.id, layer]));
  let above: string | undefined;
  for (const layer of [...after.layers].reverse()) {
    const was = old.get(layer.id);
    if (!was) map.addLayer(layer, above);
    else {
      const [paintWas, paint] = [(was.paint ?? {}) as Paint, (layer.paint ?? {}) as Paint];
      for (const key of changedKeys(paintWas, paint))
        map.setPaintProperty(layer.id, key as never, paint[key] as never);
      const [layoutWas, layout] = [(was.layout ?? {}) as Paint, (layer.layout ?? {}) as Paint];
      for (const key of changedKeys(layoutWas, layout))
        map.setLayoutProperty(layer.id, key as never, layout[key] as never);
      if (
        'filter' in layer &&
        JSON.stringify((was as { filter?: unknown }).filter) !== JSON.stringify(layer.filter)
      )
        map.setFilter(layer.id, layer.filter ?? null);
    }
    above = layer.id;
  }
};
