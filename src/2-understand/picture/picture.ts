import { type BBox, coarsestFor, isoWhen, type Marking, Problem, resolution } from '@bluehelm/kernel';
import { demand, type Session } from '../../foundation/access/index.ts';
import {
  type CellColumn,
  type Columns,
  columnsOf,
  narrowed,
  type RowFilter,
  rowsWhere,
} from '../../foundation/columns/index.ts';
import { type AnyKind, type FilterQuery, filter, type RecordNeeds } from '../../foundation/records/index.ts';
import { pictureProblems } from './problems.ts';
import { readableOf } from './readable.ts';
import { type Timeline, timelineOf } from './timeline.ts';

export type PictureFilter = Pick<
  FilterQuery,
  'bbox' | 'from' | 'to' | 'category' | 'least' | 'placePrecision'
> & {
  /** default `incident` */
  readonly kind?: string;
};

export type PictureQuery = PictureFilter & {
  /** H3, default 5: hexagons of about 250 km² */
  readonly resolution?: number;
};

export interface Picture {
  readonly resolution: number;
  /** hexagons with records, each with their number and the sum of their measure. Where a box is asked for, hexagons at
   * its edge count only what lies inside: ask for a margin */
  readonly cells: readonly { readonly cell: string; readonly count: number; readonly best: number }[];
  /** all records that pass the filter, those in `coarse` included */
  readonly total: number;
  /** records whose place is known less precisely than the hexagon: in no hexagon */
  readonly coarse: { readonly count: number };
  /** counts by category under every filter but that of categories, so that one can choose others */
  readonly categories: readonly { readonly name: string; readonly count: number }[];
  /** under every filter but that of time, so that one can choose other times */
  readonly timeline: Timeline;
  /** of all records of the kind that the reader may see; null where there are none */
  readonly extent: BBox | null;
  readonly span: { readonly from: string; readonly to: string } | null;
  /** the join of the markings of all these records: what is shown from this answer is to be handled as this */
  readonly marking: Marking | null;
}

/** @throws Problem KIND_UNKNOWN, PICTURE_KIND_NOT_COUNTED */
export const countedKind = (needs: RecordNeeds, name = 'incident'): AnyKind => {
  const kind = needs.kinds.get(name);
  if (kind.analysis) return kind;
  throw new Problem(
    pictureProblems.notCounted,
    `"${name}" records are not counted on maps; one of ${needs.kinds.all
      .filter((one) => one.analysis)
      .map((one) => one.name)
      .join(', ')} was expected.`,
  );
};

/** The parts of a filter that columns answer. */
export const rowFilter = (kind: AnyKind, query: PictureFilter): RowFilter => filter(kind, query);

/**
 * The picture: how many records there are by hexagon, category and period, of what the reader may see. O(records).
 * @throws Problem KIND_UNKNOWN, PICTURE_KIND_NOT_COUNTED, FILTER_REFUSED, RESOLUTION_OUT_OF_RANGE, BBOX_MALFORMED
 */
export const picture = (needs: RecordNeeds, session: Session, query: PictureQuery): Promise<Picture> => {
  demand(session, 'read');
  const kind = countedKind(needs, query.kind);
  const wanted = rowFilter(kind, query);
  const fineness = resolution(query.resolution ?? 5);
  return columnsOf(needs).read(session.mission, kind.name, { cells: [fineness] }, (view) => {
    const { table } = view;
    const { from, to, categories, ...rest } = wanted;
    const base = rowsWhere(table, session.bits, rest);
    const rows = narrowed(table, base, { from, to, categories });
    const { extent, marking } = readableOf(table, session.bits, needs.markings);
    const { cells, fitting } = cellCounts(view.cells(fineness), table.columns, rows);
    return {
      resolution: fineness,
      cells,
      total: rows.length,
      coarse: { count: rows.length - fitting },
      categories: categoryCounts(kind, table.columns.category, narrowed(table, base, { from, to })),
      timeline: timelineOf(
        table.columns,
        narrowed(table, base, { categories }),
        extent && { from: extent.from, to: extent.lastStart },
      ),
      extent: extent?.box ?? null,
      span: extent ? { from: isoWhen(extent.from, 1), to: isoWhen(extent.to, 1) } : null,
      marking: marking ?? null,
    };
  });
};

const cellCounts = (
  { cells, code, resolution }: CellColumn,
  { placePrecision, best }: Columns,
  rows: Uint32Array,
): { cells: Picture['cells']; fitting: number } => {
  const coarsest = coarsestFor(resolution);
  // 1 or 0 by precision, as precisions come in no order that a branch could be guessed by
  const fits = Uint8Array.from({ length: 256 }, (_, precision) => (precision <= coarsest ? 1 : 0));
  const counts = new Uint32Array(cells.length);
  const sums = new Float64Array(cells.length);
  let fitting = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const one = fits[placePrecision[row]!]!;
    const cell = code[row]!;
    counts[cell]! += one;
    sums[cell]! += one * best[row]!;
    fitting += one;
  }
  const found: { cell: string; count: number; best: number }[] = [];
  for (let cell = 0; cell < cells.length; cell++)
    if (counts[cell]! > 0) found.push({ cell: cells[cell]!, count: counts[cell]!, best: sums[cell]! });
  return { cells: found, fitting };
};

const categoryCounts = (kind: AnyKind, category: Int16Array, rows: Uint32Array): Picture['categories'] => {
  const counts = new Uint32Array(65_536);
  for (let i = 0; i < rows.length; i++) counts[category[rows[i]!]! & 0xffff]!++;
  return kind
    .analysis!.categories.map(({ name, number }) => ({ name, count: counts[number & 0xffff]! }))
    .filter(({ count }) => count > 0);
};
