export type Unit = 'day' | 'week' | 'month';

/** Counts of equal periods, as the API gives them. */
export interface TimeLineData {
  readonly unit: Unit;
  /** first day of the first period, ISO */
  readonly start: string;
  readonly counts: readonly number[];
  readonly best?: readonly number[];
}

const dayMs = 86_400_000;
const midnight = (iso: string) => Date.parse(`${iso.slice(0, 10)}T00:00:00Z`);

/** The first moment of each period, and of the one after the last, in seconds since 1970 UTC. */
export const periodStarts = ({ unit, start, counts }: TimeLineData): number[] => {
  const first = midnight(start);
  const date = new Date(first);
  return Array.from({ length: counts.length + 1 }, (_, i) => {
    if (unit === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + i, 1) / 1000;
    return (first + i * dayMs * (unit === 'week' ? 7 : 1)) / 1000;
  });
};

const isoDay = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

/** The days of the whole periods that a stroke from one moment to another touches. */
export const strokeDays = (
  starts: readonly number[],
  from: number,
  to: number,
): { from: string; to: string } | undefined => {
  const begin = Math.max(
    0,
    starts.findLastIndex((at) => at <= from),
  );
  const after = starts.findIndex((at) => at >= to);
  const end = after < 0 ? starts.length - 1 : after;
  if (end <= begin) return undefined;
  return { from: isoDay(starts[begin]!), to: isoDay(starts[end]! - 86_400) };
};

/** Whether a period meets the chosen days (both ends included); no choice means all. */
export const isChosen = (
  start: number,
  next: number,
  from: string | undefined,
  to: string | undefined,
): boolean =>
  (from === undefined || next * 1000 > midnight(from)) && (to === undefined || start * 1000 <= midnight(to));

/** The last `days` days up to and with the last day there is. */
export const lastDays = (end: string, days: number): { from: string; to: string } => ({
  from: isoDay((midnight(end) - (days - 1) * dayMs) / 1000),
  to: end.slice(0, 10),
});
