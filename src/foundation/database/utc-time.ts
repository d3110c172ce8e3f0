import pg from 'pg';

const general = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => Date;

const shape = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/;

/** Reads `2024-05-31 06:00:00.123+00`; times in other zones, before Christ or after 9999 go the general, slower way. */
export const utcTime = (text: string): Date => {
  if (!shape.test(text)) return general(text);
  const digits = (from: number, to: number) => {
    let value = 0;
    for (let i = from; i < to; i++) value = value * 10 + text.charCodeAt(i) - 48;
    return value;
  };
  const year = digits(0, 4);
  // Date.UTC takes years below 100 for those of the last century
  if (year < 100) return general(text);
  const ms = text.length > 22 ? Math.floor(Number(`0${text.slice(19, -3)}`) * 1000 + 1e-6) : 0;
  return new Date(
    Date.UTC(year, digits(5, 7) - 1, digits(8, 10), digits(11, 13), digits(14, 16), digits(17, 19), ms),
  );
};
