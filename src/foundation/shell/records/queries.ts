import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { HistoryAnswer, MissionRecord, RecordsAnswer } from '../answers.ts';
import type { Query } from '../client.ts';
import { useLive } from '../live/live.tsx';
import { useSession } from '../session.tsx';

export const pageSize = 50;

/** Records of a kind, page by page. */
export const useRecords = (kind: string, query: Query) => {
  const { client } = useSession();
  const queries = useQueryClient();
  useLive(
    useCallback(
      (changes) => {
        if (changes.some((change) => change.removed || change.kind === kind))
          void queries.invalidateQueries({ queryKey: ['records', client.mission, kind] });
      },
      [queries, client, kind],
    ),
  );
  return useInfiniteQuery({
    queryKey: ['records', client.mission, kind, query],
    queryFn: ({ signal, pageParam }) =>
      client.get<RecordsAnswer>(
        '/records',
        { kind, ...query, limit: pageSize, count: pageParam === '' ? true : undefined, cursor: pageParam },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
};

/** One record, kept up to date. */
export const useRecord = (id: string, options: { live?: boolean } = {}) => {
  const { client } = useSession();
  const queries = useQueryClient();
  const { live = true } = options;
  useLive(
    useCallback(
      (changes) => {
        if (live && changes.some((change) => change.id === id)) {
          void queries.invalidateQueries({ queryKey: ['record', client.mission, id] });
          void queries.invalidateQueries({ queryKey: ['history', client.mission, id] });
        }
      },
      [queries, client, id, live],
    ),
  );
  return useQuery({
    queryKey: ['record', client.mission, id],
    queryFn: ({ signal }) => client.get<MissionRecord>(`/records/${id}`, {}, signal),
  });
};

export const useHistory = (id: string) => {
  const { client } = useSession();
  return useQuery({
    queryKey: ['history', client.mission, id],
    queryFn: ({ signal }) => client.get<HistoryAnswer>(`/records/${id}/history`, {}, signal),
  });
};

/** A change that answers with the record as it is then. */
export const useChange = <Given>(send: (given: Given) => Promise<MissionRecord>) => {
  const { client } = useSession();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (record) => {
      queries.setQueryData(['record', client.mission, record.id], record);
      void queries.invalidateQueries({ queryKey: ['history', client.mission, record.id] });
      void queries.invalidateQueries({ queryKey: ['records', client.mission, record.kind] });
    },
  });
};
