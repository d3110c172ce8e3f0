import pg from 'pg';
import type { Session } from '../src/foundation/access/index.ts';
import { type FilterQuery, filter, listRecords } from '../src/foundation/records/index.ts';
import type { House } from '../src/main/house.ts';
import { exerciseSpan } from './missions.ts';

/** One list that somebody asks for: incidents of two categories in a viewport within three months, latest first. */
export type ListQuery = Required<Pick<FilterQuery, 'bbox' | 'from' | 'to' | 'category'>>;

const categories = [
  ['state-based', 'one-sided'],
  ['theft', 'robbery'],
  ['non-state', 'kidnapping'],
] as const;

/** The same lists at every run, spread over the box's area and the exercise's two years. */
export const listQueries = (
  number: number,
  box: { west: number; south: number; east: number; north: number },
): ListQuery[] =>
  Array.from({ length: number }, (_, i) => {
    // Weyl sequences fill the square evenly
    const [x, y, t] = [fraction(i * 0.754877666), fraction(i * 0.569840291), fraction(i * 0.618033989)];
    const [width, height] = [(box.east - box.west) / 4, (box.north - box.south) / 4];
    const [west, south] = [box.west + x * 3 * width, box.south + y * 3 * height];
    const from = exerciseSpan.from + Math.floor(t * 640) * 86_400_000;
    return {
      bbox: [west, south, west + width, south + height].map((one) => one.toFixed(4)).join(','),
      from: day(from),
      to: day(from + 90 * 86_400_000),
      category: categories[i % categories.length]!.join(','),
    };
  });

const fraction = (value: number): number => value - Math.floor(value);
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The SQL that the product sends for a list, with its values written out, so that another client can send the same. */
export const sqlOf = async (house: House, session: Session, query: ListQuery): Promise<string> => {
  const sent: { text: string; values: readonly unknown[] }[] = [];
  const recording = {
    connect: async () => {
      const client = await house.db.app.connect();
      return {
        query: (text: string, values: readonly unknown[] = []) => {
          sent.push({ text, values });
          return client.query(text, [...values]);
        },
        release: () => client.release(),
      };
    },
  };
  const needs = { ...house, db: { ...house.db, app: recording as unknown as pg.Pool } };
  await listRecords(needs, session, filter(house.kinds.get('incident'), query), { limit: 50 });
  const lists = sent.filter(({ text }) => text.startsWith('select'));
  if (lists.length !== 1) throw new Error(`A list took ${lists.length} queries; one was expected.`);
  const { text, values } = lists[0]!;
  return text.replace(/\$(\d+)/g, (_, number) => literal(values[Number(number) - 1]));
};

const literal = (value: unknown): string => {
  if (typeof value === 'number') return String(value);
  if (value instanceof Date) return pg.escapeLiteral(value.toISOString());
  if (typeof value === 'string') return pg.escapeLiteral(value);
  throw new Error(`A list's SQL has a value of an unexpected type: ${typeof value}`);
};
