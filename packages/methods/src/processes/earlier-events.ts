/** What an earlier event must not exceed to count as a possible cause. */
export interface Reach {
  /** longest delay, in the unit of the times */
  readonly time: number;
  /** longest distance, in the unit of the coordinates */
  readonly distance: number;
}

/** Events in order of time, types from 0. */
export interface OrderedEvents {
  readonly t: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly type: Uint8Array;
  readonly types: number;
}

/** The possible causes of one event, those of type 0 first; overwritten by the next. */
export interface Earlier {
  source: Int32Array;
  delay: Float64Array;
  square: Float64Array;
  /** where the causes of each type end */
  readonly ends: Int32Array;
}

/** Cells of half the reach, or larger where events are few. */
export interface CellGrid {
  readonly columns: number;
  readonly rows: number;
  /** cells to look at on each side */
  readonly around: number;
  column(x: number): number;
  row(y: number): number;
  /** where the events of a type and cell start when gathered by both, and where the last end */
  readonly starts: Int32Array;
}

export const cellGrid = ({ x, y, type, types }: OrderedEvents, reach: Reach): CellGrid => {
  const n = x.length;
  const [west, east] = range(x);
  const [south, north] = range(y);
  const room = Math.sqrt(((east - west) * (north - south)) / (4 * n + 16));
  const side = Math.max(reach.distance / 2, room, Math.max(east - west, north - south) / 4000);
  const columns = Math.floor((east - west) / side) + 1;
  const rows = Math.floor((north - south) / side) + 1;
  const cells = columns * rows;
  const column = (value: number): number => Math.floor((value - west) / side);
  const row = (value: number): number => Math.floor((value - south) / side);
  const starts = new Int32Array(types * cells + 1);
  for (let i = 0; i < n; i++) starts[type[i]! * cells + row(y[i]!) * columns + column(x[i]!) + 1]!++;
  for (let c = 0; c < types * cells; c++) starts[c + 1]! += starts[c]!;
  return { columns, rows, around: Math.ceil(reach.distance / side), column, row, starts };
};

/**
 * Walks through the events and finds the earlier ones within reach of each. Cells of half the reach hold their events
 * in order of time; what has fallen out of the time's reach is passed for good, so a walk looks only at pairs close in
 * time and nearly close in space. Simultaneous events are no causes of each other.
 */
export const earlierEvents = (
  { t, x, y, type, types }: OrderedEvents,
  reach: Reach,
): ((event: number) => Earlier) => {
  const n = t.length;
  const { columns, rows, around, column, row, starts } = cellGrid({ t, x, y, type, types }, reach);
  const cells = columns * rows;
  // `oldest` and `newest` bound those that can still, and already, be causes
  const oldest = starts.slice(0, types * cells);
  const newest = starts.slice(0, types * cells);
  const [ct, cx, cy] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const ids = new Int32Array(n);
  const farthest = reach.distance * reach.distance;
  const found: Earlier = {
    source: new Int32Array(1024),
    delay: new Float64Array(1024),
    square: new Float64Array(1024),
    ends: new Int32Array(types),
  };

  return (event) => {
    const time = t[event]!;
    const px = x[event]!;
    const py = y[event]!;
    const since = time - reach.time;
    const [c0, r0] = [column(px), row(py)];
    const [fromColumn, toColumn] = [Math.max(0, c0 - around), Math.min(columns - 1, c0 + around)];
    const [fromRow, toRow] = [Math.max(0, r0 - around), Math.min(rows - 1, r0 + around)];
    let count = 0;
    for (let kind = 0; kind < types; kind++) {
      for (let r = fromRow; r <= toRow; r++) {
        for (let c = fromColumn; c <= toColumn; c++) {
          const cell = kind * cells + r * columns + c;
          const to = newest[cell]!;
          let from = oldest[cell]!;
          while (from < to && ct[from]! < since) from++;
          oldest[cell] = from;
          if (count + to - from > found.source.length) grow(found, count + to - from);
          const { source, delay, square } = found;
          for (let k = from; k < to; k++) {
            const dx = cx[k]! - px;
            const dy = cy[k]! - py;
            const apart = dx * dx + dy * dy;
            if (apart > farthest) continue;
            source[count] = ids[k]!;
            delay[count] = time - ct[k]!;
            square[count] = apart;
            // a simultaneous event is written over by the next
            if (delay[count]! > 0) count++;
          }
        }
      }
      found.ends[kind] = count;
    }
    const own = type[event]! * cells + r0 * columns + c0;
    const slot = newest[own]!++;
    ct[slot] = time;
    cx[slot] = px;
    cy[slot] = py;
    ids[slot] = event;
    return found;
  };
};

const range = (values: Float64Array): [number, number] => {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]!);
    most = Math.max(most, values[i]!);
  }
  return [least, most];
};

const grow = (found: Earlier, needed: number): void => {
  const length = needed * 2;
  const copy = <A extends Int32Array | Float64Array>(larger: A, old: A): A => {
    larger.set(old);
    return larger;
  };
  found.source = copy(new Int32Array(length), found.source);
  found.delay = copy(new Float64Array(length), found.delay);
  found.square = copy(new Float64Array(length), found.square);
};
