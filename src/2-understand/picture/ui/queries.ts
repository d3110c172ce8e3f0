import type { Marking } from '@bluehelm/kernel';
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { RecordsAnswer } from '../../../foundation/shell/answers.ts';
import type { Query } from '../../../foundation/shell/client.ts';
import { useLive } from '../../../foundation/shell/live/live.tsx';
import type { Box } from '../../../foundation/shell/map/resolution.ts';
import { useKind, useSession } from '../../../foundation/shell/session.tsx';
import type { TimeLineData } from '../../../foundation/shell/time-line/periods.ts';

export interface CellCount {
  readonly cell: string;
  readonly count: number;
  readonly best: number;
}

export interface PictureAnswer {
  readonly resolution: number;
  readonly cells: readonly CellCount[];
  readonly total: number;
  readonly coarse: { readonly count: number };
  readonly categories: readonly { readonly name: string; readonly count: number }[];
  readonly timeline: TimeLineData;
  /** the join of the markings of all that was counted */
  readonly marking?: Marking | null;
  readonly extent?: Box | null;
  readonly span?: { readonly from: string; readonly to: string } | null;
}

export interface PointsAnswer {
  readonly points: readonly {
    readonly id: string;
    readonly lon: number;
    readonly lat: number;
    readonly category: string;
    readonly best: number;
    readonly start: string;
    readonly precision: number;
  }[];
  readonly more: boolean;
}

/** Counts by hexagon, category and period. */
export const usePicture = (query: Query, enabled = true) => {
  const { client } = useSession();
  return useQuery({
    queryKey: ['picture', client.mission, query],
    queryFn: ({ signal }) => client.get<PictureAnswer>('/picture', { kind: 'incident', ...query }, signal),
    placeholderData: keepPreviousData,
    enabled,
  });
};

export const usePoints = (query: Query, enabled: boolean) => {
  const { client } = useSession();
  return useQuery({
    queryKey: ['points', client.mission, query],
    queryFn: ({ signal }) =>
      client.get<PointsAnswer>('/picture/points', { kind: 'incident', limit: 5000, ...query }, signal),
    placeholderData: keepPreviousData,
    enabled,
  });
};

/** A cell's incidents, newest first, page by page. */
export const useCellIncidents = (asked: Query) => {
  const { client } = useSession();
  const kind = useKind('incident');
  // the same states that the hexagon counts, so that the list is as long as its number
  const state = kind?.states
    .map(({ name }) => name)
    .filter((name) => !kind.uncounted?.includes(name))
    .join(',');
  const query: Query = { ...asked, state };
  return useInfiniteQuery({
    queryKey: ['cell', client.mission, query],
    queryFn: ({ signal, pageParam }) =>
      client.get<RecordsAnswer>(
        '/records',
        { kind: 'incident', sort: '-when', limit: 30, count: pageParam === '', ...query, cursor: pageParam },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
};

/** Reads again what shows incidents when one changed. */
export const useLivePicture = (): void => {
  const queries = useQueryClient();
  useLive(
    useCallback(
      (changes) => {
        if (changes.some(({ kind, removed }) => removed || kind === 'incident'))
          for (const name of ['picture', 'points', 'cell'])
            void queries.invalidateQueries({ queryKey: [name] });
        if (changes.some(({ kind }) => kind === 'boundary' || kind === 'place' || kind === 'road'))
          void queries.invalidateQueries({ queryKey: ['places'] });
      },
      [queries],
    ),
  );
};
