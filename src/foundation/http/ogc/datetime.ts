import { dayMs, instantOrUndefined, Problem } from '@bluehelm/kernel';
import { recordProblems } from '../../records/index.ts';

/**
 * OGC API – Features 1.0, requirement /req/core/fc-time: an instant or an interval, one of whose ends may be open
 * (`..` or nothing). Days are taken too and last until their end.
 * @returns milliseconds since 1970, both ends included
 * @throws Problem FILTER_REFUSED
 */
export const datetime = (text: string): { from?: number; to?: number } => {
  const parts = text.split('/');
  if (parts.length === 1) {
    const at = instantOrUndefined(text);
    if (at === undefined) throw refused(text);
    return { from: at, to: until(text, at) };
  }
  const [start, end] = parts.map((part) => (part === '..' ? '' : part));
  if (parts.length > 2 || (start === '' && end === '')) throw refused(text);
  const from = start === '' ? undefined : instantOrUndefined(start!);
  const to = end === '' ? undefined : instantOrUndefined(end!);
  const unread = (start !== '' && from === undefined) || (end !== '' && to === undefined);
  if (unread || (from !== undefined && to !== undefined && to < from)) throw refused(text);
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to: until(end!, to) }),
  };
};

const until = (text: string, at: number): number => (text.length === 10 ? at + dayMs - 1 : at);

const refused = (text: string): Problem =>
  new Problem(
    recordProblems.filterRefused,
    `datetime: "${text.slice(0, 80)}" was given; an instant such as 2024-05-31T06:00:00Z or an interval such as 2024-01-01T00:00:00Z/.. was expected.`,
    {
      faults: [
        { where: 'datetime', given: text.slice(0, 80), expected: 'an instant or an interval (RFC 3339)' },
      ],
    },
  );
