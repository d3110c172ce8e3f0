import type { SurfaceSummary } from './kind.ts';

const number = (value: number): string => value.toLocaleString('en');
const incidents = (count: number): string => (count === 1 ? '1 incident' : `${number(count)} incidents`);

type Facts = Omit<SurfaceSummary, 'reading' | 'marking'>;

/** What a surface says, in plain words. */
export const readingOf = (facts: Facts): string =>
  [found(facts), sure(facts), leftOut(facts), spread(facts)].filter(Boolean).join(' ');

const found = ({ hot, cold, cells, measure }: Facts): string => {
  const what = measure === 'rate' ? ' (by rate per inhabitant)' : '';
  if (hot + cold === 0)
    return `None of ${number(cells)} hexagons is hotter or colder${what} than chance would give.`;
  const colder = cold === 0 ? '' : `, ${number(cold)} ${cold === 1 ? 'is' : 'are'} colder`;
  return `${number(hot)} of ${number(cells)} hexagons ${hot === 1 ? 'is' : 'are'} hotter${what} than chance would give${colder}.`;
};

const sure = ({ hot, cold, expectedFalse }: Facts): string => {
  if (hot + cold === 0) return '';
  const most = Math.ceil(expectedFalse);
  return `Expect at most ${number(most)} of them to be ${most === 1 ? 'a false alarm' : 'false alarms'}.`;
};

const leftOut = ({ leftOut: count, incidents: all, uninhabited }: Facts): string => {
  if (count === 0) return '';
  const why =
    uninhabited === undefined
      ? 'their place is known less precisely than a hexagon'
      : 'their place is known less precisely than a hexagon, or nobody is known to live there';
  return `${incidents(count)} of ${number(all)} ${count === 1 ? 'was' : 'were'} left out, because ${why}.`;
};

const spread = ({ spread: count }: Facts): string =>
  count === 0
    ? ''
    : `${incidents(count)} known less precisely ${count === 1 ? 'was' : 'were'} spread over where ${count === 1 ? 'it' : 'they'} may have been.`;
