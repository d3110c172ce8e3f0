/** A column that can outgrow its array. */
type Column = Float64Array | Int32Array | Uint8Array;

/**
 * Events waiting for their time: columns plus a binary heap of slots, so that ten million events cost no objects.
 * push and pop are O(log n); a popped slot stays readable until `clear`.
 */
export interface EventQueue {
  readonly size: number;
  t: Float64Array;
  x: Float64Array;
  y: Float64Array;
  type: Uint8Array;
  parent: Int32Array;
  push(t: number, x: number, y: number, type: number, parent: number): void;
  /** the slot of the earliest event left, −1 when none is */
  pop(): number;
  clear(): void;
}

export function eventQueue(capacity = 64): EventQueue {
  let heap = new Int32Array(capacity);
  let slots = 0;
  let left = 0;
  const queue: EventQueue = {
    get size() {
      return left;
    },
    t: new Float64Array(capacity),
    x: new Float64Array(capacity),
    y: new Float64Array(capacity),
    type: new Uint8Array(capacity),
    parent: new Int32Array(capacity),
    push(t, x, y, type, parent) {
      if (slots === queue.t.length) growAll();
      const slot = slots++;
      queue.t[slot] = t;
      queue.x[slot] = x;
      queue.y[slot] = y;
      queue.type[slot] = type;
      queue.parent[slot] = parent;
      rise(left++, slot);
    },
    pop() {
      if (left === 0) return -1;
      const first = heap[0]!;
      left--;
      if (left > 0) sink(heap[left]!);
      return first;
    },
    clear() {
      slots = 0;
      left = 0;
    },
  };

  function rise(from: number, slot: number): void {
    const t = queue.t[slot]!;
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = heap[above]!;
      if (queue.t[other]! <= t) break;
      heap[at] = other;
      at = above;
    }
    heap[at] = slot;
  }

  function sink(slot: number): void {
    const t = queue.t[slot]!;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= left) break;
      if (below + 1 < left && queue.t[heap[below + 1]!]! < queue.t[heap[below]!]!) below++;
      const other = heap[below]!;
      if (queue.t[other]! >= t) break;
      heap[at] = other;
      at = below;
    }
    heap[at] = slot;
  }

  function growAll(): void {
    heap = grown(heap);
    queue.t = grown(queue.t);
    queue.x = grown(queue.x);
    queue.y = grown(queue.y);
    queue.type = grown(queue.type);
    queue.parent = grown(queue.parent);
  }

  return queue;
}

function grown<T extends Column>(column: T): T {
  const larger = new (column.constructor as new (n: number) => T)(column.length * 2);
  larger.set(column);
  return larger;
}
