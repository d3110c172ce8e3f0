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

// the first and last moments of the years 1 to 9999, which four digits can write and PostgreSQL can keep
const firstMs = -62_135_596_800_000;
const lastMs = 253_402_300_799_999;

/** Milliseconds since 1970 of midnight UTC on a day of the calendar, or undefined where there is no such day. */
export const utcDay = (year: number, month: number, day: number): number | undefined => {
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  // Date.UTC takes the years 0 to 99 for 1900 to 1999
  const made = new Date(0);
  const ms = made.setUTCFullYear(year, month - 1, day);
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
  const offset = offsetMs(time[8]);
  if (day === undefined || offset === undefined || hour > 23 || minute > 59 || second > 60) return undefined;
  const milliseconds = Number((time[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const ms = day + hour * 3_600_000 + minute * 60_000 + second * 1000 + milliseconds - offset;
  return ms >= firstMs && ms <= lastMs ? ms : undefined;
};

const offsetMs = (zone: string | undefined): number | undefined => {
  if (zone === undefined || zone === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  if (hours > 23 || minutes > 59) return undefined;
  return (hours * 60 + minutes) * (zone.startsWith('-') ? -60_000 : 60_000);
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
