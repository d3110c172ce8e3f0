import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { noFeatures } from '../../../foundation/shell/map/base-layers.ts';
import { emptyContent, type MapContent } from '../../../foundation/shell/map/layers.ts';
import type { Overlay, OverlayGiven, OverlayView } from '../../../foundation/shell/map/overlay.ts';
import { useTheme } from '../../../foundation/shell/theme/theme.ts';
import { useUrlState } from '../../../foundation/shell/url-state.ts';
import { figures, HotspotCell } from './cell.tsx';
import { HotspotControls } from './controls.tsx';
import { HotspotLegend } from './legend.tsx';
import { type SurfaceCell, useSurface } from './queries.ts';
import { readSettings } from './settings.ts';
import { surfaceLayers } from './surface-layers.ts';

const useHotspots = ({ on, filters }: OverlayGiven): OverlayView => {
  const { t } = useTranslation('hotspots');
  const theme = useTheme();
  const [url] = useUrlState();
  const settings = useMemo(() => readSettings(url), [url]);
  const found = useSurface(settings, filters, on);
  const surface = on ? found.data : undefined;
  const content = useMemo<MapContent>(
    () =>
      on ? { features: { surface: surface ?? noFeatures }, layers: surfaceLayers(theme) } : emptyContent,
    [on, surface, theme],
  );
  const cells = useMemo(
    () => new Map(surface?.features.map(({ properties }) => [properties.cell, properties])),
    [surface],
  );
  return {
    content,
    pickable: on ? ['surface'] : [],
    tooltip: ({ properties }) => {
      const cell = cells.get(String(properties.cell));
      return cell ? t('tip', figures(cell)) : null;
    },
    controls: on && (
      <HotspotControls settings={settings} filters={filters} error={found.error} found={surface?.summary} />
    ),
    legend: on && (
      <HotspotLegend summary={surface?.summary} cells={surface?.features} failed={found.isError} />
    ),
    cell: (name) => {
      const cell: SurfaceCell | undefined = cells.get(name);
      return cell ? <HotspotCell cell={cell} /> : null;
    },
    markings: surface?.summary.marking ? [surface.summary.marking] : [],
    busy: on && found.isFetching,
  };
};

/** Hotspots over the picture. */
export const hotspotsOverlay: Overlay = { name: 'hotspots', use: useHotspots };
