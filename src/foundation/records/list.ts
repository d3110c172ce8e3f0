import { dayMs, instantOrUndefined, isId, Problem } from '@bluehelm/kernel';
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import { type Needs, reading, type Session } from '../access/index.ts';
import { build, type Client, run, type Tables } from '../database/index.ts';
import { type Filter, filterBoxes, insideCell } from './filter.ts';
import { recordProblems } from './problems.ts';
import { asRecord, type MissionRecord, type RecordRow, recordColumns } from './record.ts';
import { searchQuery } from './words.ts';

/** `-when`: latest event first; `when`: earliest first; `-changed`: last changed first; `changed`: feed order. */
export const sorts = ['-when', 'when', '-changed', 'changed'] as const;
export type Sort = (typeof sorts)[number];

export interface Page {
  readonly records: readonly MissionRecord[];
  /** give it back for the next page; undefined on the last */
  readonly next?: string;
}

export interface PageQuery {
  readonly sort?: Sort;
  /** at most this many, 1 to 1 000 */
  readonly limit?: number;
  readonly cursor?: string;
}

type Fields = ExpressionBuilder<Tables, 'bluehelm.record'>;

/** A page of records. Keyset paging: no record is missed or doubled when others are added meanwhile. */
export const listRecords = (
  needs: Needs,
  session: Session,
  filter: Filter,
  query: PageQuery = {},
): Promise<Page> =>
  reading(needs.db, session, async (client) => {
    const limit = Math.min(Math.max(query.limit ?? 50, 1), 1000);
    const sort = settledSort(filter, query.sort);
    const rows = await fetchRows(client, session, filter, sort, limit + 1, position(sort, query.cursor));
    const records = rows.slice(0, limit).map((row) => asRecord(row, needs.markings));
    const last = rows[limit - 1];
    return { records, ...(rows.length > limit && last ? { next: cursorOf(sort, last) } : {}) };
  });

/** Every record that matches, page by page through one connection; for exports. Constant memory. */
export async function* eachRecord(
  needs: Needs,
  session: Session,
  filter: Filter,
  sort?: Sort,
  pageSize = 1000,
): AsyncGenerator<MissionRecord[]> {
  const settled = settledSort(filter, sort);
  let from: Position | undefined;
  for (;;) {
    const rows = await reading(needs.db, session, (client) =>
      fetchRows(client, session, filter, settled, pageSize, from),
    );
    if (rows.length > 0) yield rows.map((row) => asRecord(row, needs.markings));
    if (rows.length < pageSize) return;
    from = positionOf(settled, rows.at(-1)!);
  }
}

/** How many records match. */
export const countRecords = (needs: Needs, session: Session, filter: Filter): Promise<number> =>
  reading(needs.db, session, async (client) => {
    const matching = build
      .selectFrom('bluehelm.record')
      .where((fields) => fields.and(conditions(fields, session, filter)));
    if (filter.cell === undefined) {
      const rows = await run(
        client,
        matching.select((fields) => fields.fn.countAll<number>().as('count')),
      );
      return Number(rows[0]!.count);
    }
    return (await run(client, matching.select(['lon', 'lat']))).filter(insideCell(filter)).length;
  });

const settledSort = (filter: Filter, given: Sort | undefined): Sort => {
  const timeless = filter.kind.time !== 'required';
  if (timeless && given?.endsWith('when'))
    throw new Problem(
      recordProblems.filterRefused,
      `"${filter.kind.name}" records need not have a time, so they cannot be sorted by it; sort by -changed.`,
    );
  return given ?? (timeless ? '-changed' : '-when');
};

type Position = readonly [value: string | number, id: string];

const positionOf = (sort: Sort, row: RecordRow): Position =>
  sort.endsWith('when') ? [row.when_start!.toISOString(), row.id] : [row.seq, row.id];

const cursorOf = (sort: Sort, row: RecordRow): string =>
  Buffer.from(JSON.stringify([sort, ...positionOf(sort, row)])).toString('base64url');

const position = (sort: Sort, cursor: string | undefined): Position | undefined => {
  if (cursor === undefined || cursor === '') return undefined;
  try {
    const [of, value, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    const fits = sort.endsWith('when')
      ? typeof value === 'string' && instantOrUndefined(value) !== undefined
      : Number.isSafeInteger(value);
    if (of === sort && fits && typeof id === 'string' && isId(id)) return [value as string | number, id];
  } catch {
    // refused below like any other
  }
  throw new Problem(
    recordProblems.cursorRefused,
    'The cursor was not made by this list with this sort order.',
    {
      mend: 'Use the "next" link of the page before as it is, or start again without a cursor.',
    },
  );
};

const fetchRows = async (
  client: Client,
  session: Session,
  filter: Filter,
  sort: Sort,
  limit: number,
  from: Position | undefined,
): Promise<RecordRow[]> => {
  const found: RecordRow[] = [];
  const inside = insideCell(filter);
  let at = from;
  while (found.length < limit) {
    const rows = (await run(client, pageQuery(session, filter, sort, limit, at))) as RecordRow[];
    found.push(...rows.filter(inside));
    if (rows.length < limit) break;
    at = positionOf(sort, rows.at(-1)!);
  }
  return found.slice(0, limit);
};

const pageQuery = (
  session: Session,
  filter: Filter,
  sort: Sort,
  limit: number,
  from: Position | undefined,
) => {
  const byTime = sort.endsWith('when');
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const than = sql.raw(direction === 'desc' ? '<' : '>');
  const after =
    from === undefined
      ? []
      : [
          byTime
            ? sql<SqlBool>`(when_start, id) ${than} (${from[0]}::timestamptz, ${from[1]}::uuid)`
            : sql<SqlBool>`seq ${than} ${from[0]}`,
        ];
  const order = byTime ? (['when_start', 'id'] as const) : (['seq'] as const);
  // the page is found first, from an index that holds all that most filters ask for; only its rows are fetched
  const page = order.reduce(
    (query, column) => query.orderBy(column, direction),
    build
      .selectFrom('bluehelm.record')
      .select(['id', ...order.filter((column) => column !== 'id')])
      .where((fields) => fields.and([...conditions(fields, session, filter), ...after]))
      .limit(limit),
  );
  return order.reduce(
    (query, column) => query.orderBy(sql.ref(`page.${column}`), direction),
    build
      .selectFrom(page.as('page'))
      .innerJoin('bluehelm.record as row', 'row.id', 'page.id')
      .where('row.mission', '=', session.mission.id)
      .select(recordColumns.map((column) => `row.${column}` as const)),
  );
};

const conditions = (fields: Fields, session: Session, filter: Filter): Expression<SqlBool>[] => {
  const all: Expression<SqlBool>[] = [
    fields('mission', '=', session.mission.id),
    fields('kind', '=', filter.kind.name),
  ];
  const boxes = filterBoxes(filter);
  if (boxes.length > 0)
    all.push(
      fields.or(
        boxes.map((box) =>
          filter.kind.shape === 'any'
            ? // said apart, because the planner knows nothing of coalesce
              sql<SqlBool>`(west is null and lat between ${box.south} and ${box.north}
                  and lon between ${box.west} and ${box.east}
                or west <= ${box.east} and east >= ${box.west} and south <= ${box.north} and north >= ${box.south})`
            : sql<SqlBool>`lat between ${box.south} and ${box.north} and lon between ${box.west} and ${box.east}`,
        ),
      ),
    );
  if (filter.from !== undefined)
    all.push(
      filter.from % dayMs === 0
        ? sql<SqlBool>`when_end >= ${new Date(filter.from)}`
        : // a day lasts until its end, though it is kept as its midnight
          sql<SqlBool>`when_end > ${new Date(filter.from - dayMs)}
            and (when_precision > 0 or when_end >= ${new Date(filter.from)})`,
    );
  if (filter.to !== undefined) all.push(sql<SqlBool>`when_start <= ${new Date(filter.to)}`);
  if (filter.states) all.push(fields('state', 'in', filter.states));
  if (filter.source) all.push(fields('source', '=', filter.source));
  if (filter.placePrecision !== undefined) all.push(fields('place_precision', '<=', filter.placePrecision));
  if (filter.text && searchQuery(filter.text) !== '')
    all.push(sql<SqlBool>`search @@ ${searchQuery(filter.text)}::tsquery`);
  if (filter.categories || filter.least !== undefined)
    all.push(
      fields.exists(
        build
          .selectFrom('bluehelm.fact as fact')
          .select(sql`1`.as('one'))
          .where('fact.mission', '=', session.mission.id)
          .where(sql<SqlBool>`fact.id = record.id`)
          .$if(filter.categories !== undefined, (query) =>
            query.where('fact.category', 'in', [...filter.categories!]),
          )
          .$if(filter.least !== undefined, (query) => query.where('fact.best', '>=', filter.least!)),
      ),
    );
  return all;
};
