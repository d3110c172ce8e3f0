import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

/** What the address says after its question mark: flat text, so that an address can be read, shared and typed. */
export type UrlState = Readonly<Record<string, string>>;

/** Reads an address's query into flat text. Doubled names keep their last value. */
export const readSearch = (text: string): Record<string, string> =>
  Object.fromEntries([...new URLSearchParams(text)].filter(([, value]) => value !== ''));

/** Writes flat text as a query, names in alphabetical order, commas left readable. */
export const writeSearch = (state: Record<string, unknown>): string => {
  const params = new URLSearchParams();
  for (const name of Object.keys(state).sort()) {
    const value = state[name];
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value));
  }
  const text = params.toString().replaceAll('%2C', ',');
  return text === '' ? '' : `?${text}`;
};

export type UrlPatch = Readonly<Record<string, string | undefined>>;

/** The address's state and how to change parts of it; `undefined` takes a part out. Replaces the entry by default. */
export const useUrlState = (): readonly [
  UrlState,
  (patch: UrlPatch, options?: { push?: boolean }) => void,
] => {
  const state = useSearch({ strict: false }) as UrlState;
  const navigate = useNavigate();
  const change = useCallback(
    (patch: UrlPatch, options: { push?: boolean } = {}) => {
      void navigate({
        to: '.',
        search: ((before: UrlState) => ({ ...before, ...patch })) as never,
        replace: !options.push,
      });
    },
    [navigate],
  );
  return [state, change];
};
