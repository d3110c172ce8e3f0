import { Problem } from './problem.ts';

export const timeProblems = {
  dateImpossible: { code: 'DATE_IMPOSSIBLE', status: 400, title: 'A date does not exist or cannot be read' },
  intervalReversed: { code: 'INTERVAL_REVERSED', status: 400, title: 'An interval ends before it starts' },
} as const;

/**
 * How exactly a time is known. 1–5 is UCDP's `date_prec` (GED codebook), 0 adds what police systems know better:
 * 0 the time of day, 1 the day, 2 two to six days, 3 the week, 4 the month, 5 more than a month, up to a year.
 */
export type DatePrecision = 0 | 1 | 2 | 3 | 4 | 5;

export const datePrecisionNames = ['time', 'day', 'days', 'week', 'month', 'year'] as const;

/** When something happened: an interval, both ends included, in milliseconds since 1970 UTC. */
export interface When {
  readonly start: number;
  readonly end: number;
  readonly precision: DatePrecision;
}

export const dayMs = 86_400_000;

const isoDate = /^(\d{4})-(\d{2})-(\d{2})$/;
const isoTime =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** Milliseconds since 1970 of midnight UTC on a day of the calendar, or undefined where there is no such day. */
export const utcDay = (year: number, month: number, day: number): number | undefined => {
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const ms = Date.UTC(year, month - 1, day);
  const made = new Date(ms);
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day ? ms : undefined;
};

/**
 * Parses `2024-02-29` or an RFC 3339 date-time (a missing zone is read as UTC) to milliseconds since 1970.
 * @throws Problem DATE_IMPOSSIBLE for days and hours that do not exist
 */
export const instant = (text: string): number => {
  const ms = instantOrUndefined(text);
  if (ms !== undefined) return ms;
  throw new Problem(
    timeProblems.dateImpossible,
    `"${text.slice(0, 40)}" is not a date; YYYY-MM-DD or an RFC 3339 time such as 2024-05-31T06:00:00Z was expected.`,
  );
};

export const instantOrUndefined = (text: string): number | undefined => {
  const date = isoDate.exec(text);
  if (date) return utcDay(Number(date[1]), Number(date[2]), Number(date[3]));
  const time = isoTime.exec(text);
  if (!time) return undefined;
  const day = utcDay(Number(time[1]), Number(time[2]), Number(time[3]));
  const [hour, minute, second] = [Number(time[4]), Number(time[5]), Number(time[6] ?? 0)];
  if (day === undefined || hour > 23 || minute > 59 || second > 60) return undefined;
  const ms = Math.floor(Number(`0.${time[7] ?? '0'}`) * 1000);
  return day + hour * 3_600_000 + minute * 60_000 + second * 1000 + ms - offsetMs(time[8]);
};

const offsetMs = (zone: string | undefined): number => {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
};

/** Builds an interval. @throws Problem INTERVAL_REVERSED */
export const when = (start: number, end: number = start, precision: DatePrecision = 1): When => {
  if (end < start)
    throw new Problem(
      timeProblems.intervalReversed,
      `The interval ends on ${isoDay(end)}, before it starts on ${isoDay(start)}.`,
      { mend: 'Exchange the two dates.' },
    );
  return { start, end, precision };
};

/** `2024-05-31` */
export const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** `2024-05-31T06:00:00.000Z`, or only the day where no better is known. */
export const isoWhen = (ms: number, precision: DatePrecision): string =>
  precision === 0 ? new Date(ms).toISOString() : isoDay(ms);

/** Months since January 1970, for grouping by month. */
export const monthOf = (ms: number): number => {
  const date = new Date(ms);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
};

/** `2024-05` of a month counted since January 1970. */
export const isoMonth = (month: number): string =>
  `${1970 + Math.floor(month / 12)}-${String((((month % 12) + 12) % 12) + 1).padStart(2, '0')}`;
