import type { KindAnswer } from '../answers.ts';
import type { Query } from '../client.ts';
import type { UrlState } from '../url-state.ts';

export const sorts = ['-when', 'when', '-changed', 'changed'] as const;

/** The filters that this kind knows. */
export const listFilters = (
  kind: Pick<KindAnswer, 'time' | 'place' | 'categories' | 'measure'>,
): readonly string[] => [
  'text',
  'state',
  'source',
  ...(kind.time === 'none' ? [] : ['from', 'to']),
  ...(kind.place === 'none' ? [] : ['bbox', 'cell', 'placePrecision']),
  ...(kind.categories ? ['category'] : []),
  ...(kind.measure ? ['least'] : []),
];

/** The list's query from the address: the kind's own filters and no others, sorted by when it happened where that is always known. */
export const listQuery = (kind: KindAnswer, url: UrlState): Query => ({
  ...Object.fromEntries(listFilters(kind).map((name) => [name, url[name]])),
  sort: sorts.find((one) => one === url.sort) ?? (kind.time === 'required' ? '-when' : '-changed'),
});

export const exportFormats = (kind: Pick<KindAnswer, 'place'>): readonly ('csv' | 'geojson' | 'ndjson')[] =>
  kind.place === 'none' ? ['csv', 'ndjson'] : ['csv', 'geojson', 'ndjson'];
