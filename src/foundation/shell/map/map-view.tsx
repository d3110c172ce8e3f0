import type { MapGeoJSONFeature } from 'maplibre-gl';
import { Map as MapLibre, NavigationControl, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mapColours } from '../theme/palettes.ts';
import { useTheme } from '../theme/theme.ts';
import { baseContent } from './base-layers.ts';
import { applyContent, emptyContent, type MapContent } from './layers.ts';
import type { Box } from './resolution.ts';
import { coarseWorld, fineWorld, type World } from './world.ts';
import './map-view.css';

setWorkerUrl(workerUrl);

export interface MapCamera {
  readonly lon: number;
  readonly lat: number;
  readonly zoom: number;
}
export interface MapWindow extends MapCamera {
  readonly box: Box;
}
export interface Picked {
  readonly layer: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly lon: number;
  readonly lat: number;
}
/** Where to look next: a new object moves the map, the same one does not. */
export type LookAt = { readonly box: Box } | { readonly camera: MapCamera };

export interface MapViewProps {
  readonly content: MapContent;
  readonly lookAt: LookAt;
  readonly onMove?: (window: MapWindow) => void;
  /** layers whose features can be pointed at, uppermost first */
  readonly pickable?: readonly string[];
  readonly onPick?: (picked: Picked | undefined) => void;
  readonly tooltip?: (picked: Picked) => ReactNode;
  /** no controls, no wheel zoom: a map inside a text */
  readonly small?: boolean;
  readonly label?: string;
}

const picked = (feature: MapGeoJSONFeature, lon: number, lat: number): Picked => ({
  layer: feature.layer.id,
  properties: feature.properties,
  lon,
  lat,
});

const still = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** A map that shows what it is given. The real world lies under it; nothing is fetched from elsewhere. */
export const MapView = (props: MapViewProps) => {
  const { content, lookAt, small, pickable = [] } = props;
  const { t } = useTranslation('shell');
  const theme = useTheme();
  const holder = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapLibre>();
  const [failed, setFailed] = useState(false);
  const [world, setWorld] = useState<World>();
  const [hover, setHover] = useState<{ x: number; y: number; what: Picked }>();
  const latest = useRef(props);
  latest.current = props;
  const first = useRef(lookAt);
  const label = props.label ?? t('mapLabel');

  useEffect(() => {
    const at = first.current;
    let made: MapLibre;
    try {
      made = new MapLibre({
        container: holder.current!,
        style: { version: 8, sources: {}, layers: [{ id: 'sea', type: 'background' }] },
        ...('camera' in at
          ? { center: [at.camera.lon, at.camera.lat] as [number, number], zoom: at.camera.zoom }
          : {
              bounds: [
                at.box.west,
                at.box.south,
                at.box.east,
                at.box.north,
              ] as const satisfies readonly number[] as [number, number, number, number],
              fitBoundsOptions: { padding: 24 },
            }),
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        maxPitch: 0,
        maxZoom: 16,
        renderWorldCopies: false,
        fadeDuration: 0,
        ...(small ? { scrollZoom: false, cooperativeGestures: false } : {}),
      });
    } catch {
      setFailed(true);
      return;
    }
    made.touchZoomRotate.disableRotation();
    made.keyboard.disableRotation();
    if (!small) {
      made.addControl(new NavigationControl({ showCompass: false }), 'top-left');
      made.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-left');
    }
    const canvas = made.getCanvas();
    canvas.setAttribute('role', 'application');
    const tellMove = () => {
      const { lng, lat } = made.getCenter();
      const box = made.getBounds();
      latest.current.onMove?.({
        lon: lng,
        lat,
        zoom: made.getZoom(),
        box: { west: box.getWest(), south: box.getSouth(), east: box.getEast(), north: box.getNorth() },
      });
    };
    const under = (point: { x: number; y: number }) => {
      const layers = (latest.current.pickable ?? []).filter((id) => made.getLayer(id));
      if (layers.length === 0) return undefined;
      const found = made.queryRenderedFeatures([point.x, point.y], { layers });
      return layers.map((id) => found.find((one) => one.layer.id === id)).find((one) => one !== undefined);
    };
    made.on('load', () => {
      setMap(made);
      tellMove();
    });
    made.on('moveend', tellMove);
    // for tests and for whoever waits: all that was asked for is drawn
    const node = holder.current!;
    made.on('dataloading', () => {
      node.dataset.drawn = 'false';
    });
    made.on('idle', () => {
      node.dataset.drawn = 'true';
    });
    made.on('mousemove', (event) => {
      const feature = under(event.point);
      canvas.style.cursor = feature ? 'pointer' : '';
      setHover(
        feature && {
          x: event.point.x,
          y: event.point.y,
          what: picked(feature, event.lngLat.lng, event.lngLat.lat),
        },
      );
    });
    made.on('mouseout', () => setHover(undefined));
    made.on('click', (event) => {
      const feature = under(event.point);
      latest.current.onPick?.(feature && picked(feature, event.lngLat.lng, event.lngLat.lat));
    });
    canvas.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      const centre = made.getCenter();
      const feature = under(made.project(centre));
      latest.current.onPick?.(feature && picked(feature, centre.lng, centre.lat));
    });
    return () => {
      setMap(undefined);
      made.remove();
    };
  }, [small]);

  useEffect(() => {
    map?.getCanvas().setAttribute('aria-label', label);
  }, [map, label]);

  // the coarse world at once, the fine one when somebody has come close to it
  useEffect(() => {
    let gone = false;
    const put = (next: World) => {
      if (!gone) setWorld(next);
    };
    void coarseWorld().then(put, () => {});
    return () => {
      gone = true;
    };
  }, []);
  useEffect(() => {
    if (!map || small) return;
    let asked = false;
    const closer = () => {
      if (asked || map.getZoom() < 2.5 || !seesLand(map, world)) return;
      asked = true;
      void fineWorld().then(setWorld, () => {});
    };
    map.on('idle', closer);
    return () => {
      map.off('idle', closer);
    };
  }, [map, small, world]);

  const whole = useMemo(() => {
    const base = baseContent(theme, world);
    return {
      features: { ...base.features, ...content.features },
      layers: [...base.layers, ...content.layers],
    };
  }, [theme, world, content]);
  const shown = useRef<{ map: MapLibre; content: MapContent }>(undefined);
  useEffect(() => {
    if (!map) return;
    const before = shown.current?.map === map ? shown.current.content : emptyContent;
    map.setPaintProperty('sea', 'background-color', mapColours[theme].sea);
    applyContent(map, before, whole);
    shown.current = { map, content: whole };
  }, [map, whole, theme]);

  const looked = useRef(lookAt);
  useEffect(() => {
    if (!map || looked.current === lookAt) return;
    looked.current = lookAt;
    const animate = !still();
    if ('camera' in lookAt)
      map.easeTo({ center: [lookAt.camera.lon, lookAt.camera.lat], zoom: lookAt.camera.zoom, animate });
    else {
      const { west, south, east, north } = lookAt.box;
      map.fitBounds([west, south, east, north], { padding: 24, maxZoom: 11, animate });
    }
  }, [map, lookAt]);

  const tip = hover && pickable.includes(hover.what.layer) ? props.tooltip?.(hover.what) : undefined;
  return (
    <div className="map">
      {failed ? (
        <p className="map-failed">{t('mapFailed')}</p>
      ) : (
        <div ref={holder} className="map-canvas" data-ready={map !== undefined} />
      )}
      {tip && hover && (
        <div
          className="map-tip"
          aria-hidden="true"
          style={{
            insetInlineStart: Math.min(hover.x + 14, (holder.current?.clientWidth ?? 0) - 250),
            insetBlockStart: hover.y + 14,
          }}
        >
          {tip}
        </div>
      )}
    </div>
  );
};

// a fictional country in the open sea never needs the finer coast lines
const seesLand = (map: MapLibre, world: World | undefined): boolean =>
  world !== undefined &&
  map.getLayer('land') !== undefined &&
  map.queryRenderedFeatures({ layers: ['land'] }).length > 0;
