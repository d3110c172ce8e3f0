import type { Marking } from '@bluehelm/kernel';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FeatureCollection, Polygon } from 'geojson';
import type { MissionRecord } from '../../../foundation/shell/answers.ts';
import type { Query } from '../../../foundation/shell/client.ts';
import { useSession } from '../../../foundation/shell/session.tsx';
import { type HotspotSettings, keepBody, previewQuery } from './settings.ts';

export interface SurfaceCell {
  readonly cell: string;
  readonly count: number;
  readonly z: number | null;
  readonly p: number | null;
  readonly q: number | null;
  readonly class: string;
}

export interface SurfaceSummary {
  readonly resolution: number;
  readonly cells: number;
  readonly incidents: number;
  readonly used: number;
  readonly leftOut: number;
  readonly spread: number;
  readonly hot: number;
  readonly cold: number;
  readonly expectedFalse?: number;
  readonly inference?: unknown;
  readonly marking?: Marking;
  readonly reading: string;
  readonly area: string;
}

export type Surface = FeatureCollection<Polygon, SurfaceCell> & { readonly summary: SurfaceSummary };

/** The surface of the current filters, or a kept one. */
export const useSurface = (settings: HotspotSettings, filters: Query, enabled: boolean) => {
  const { client } = useSession();
  const query = previewQuery(settings, filters);
  return useQuery({
    queryKey: settings.surface
      ? ['surface', client.mission, settings.surface]
      : ['hotspots', client.mission, query],
    queryFn: ({ signal }) =>
      settings.surface
        ? client.get<Surface>(`/hotspots/${settings.surface}.geojson`, {}, signal)
        : client.get<Surface>('/hotspots/preview', query, signal),
    placeholderData: keepPreviousData,
    staleTime: settings.surface ? Number.POSITIVE_INFINITY : 60_000,
    enabled,
  });
};

/** Keeps the surface of the current filters as a record. */
export const useKeep = (settings: HotspotSettings, filters: Query) => {
  const { client } = useSession();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.send<MissionRecord>('POST', '/hotspots', { body: keepBody(settings, filters) }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['records', client.mission, 'hotspot-surface'] }),
  });
};
