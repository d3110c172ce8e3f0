/** Finds a row by its identifier: an open-addressing table of row numbers over the identifiers' bytes. */
export interface IdIndex {
  /** @returns the row of the 16 bytes that start at `at`, or -1 */
  find(bytes: Uint8Array, at: number): number;
  /** Adds a row whose identifier is not in the index yet. */
  add(row: number): void;
}

/** @param ids the identifiers of all rows, 16 bytes each; asked anew each time because it grows */
export const idIndex = (ids: () => Uint8Array, rows: number): IdIndex => {
  let slots = new Int32Array(0);
  let used = 0;

  const slotOf = (bytes: Uint8Array, at: number): number => {
    const known = ids();
    const mask = slots.length - 1;
    // the last eight bytes of a version 7 identifier are random
    let slot =
      ((bytes[at + 12]! << 24) ^ (bytes[at + 13]! << 16) ^ (bytes[at + 14]! << 8) ^ bytes[at + 15]!) & mask;
    for (let row = slots[slot]!; row >= 0; row = slots[slot]!) {
      if (same(known, row * 16, bytes, at)) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  };

  const resize = (room: number) => {
    const rowsBefore = slots;
    slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * room + 64))).fill(-1);
    for (const row of rowsBefore) if (row >= 0) slots[slotOf(ids(), row * 16)] = row;
  };

  const add = (row: number) => {
    if (2 * (used + 1) > slots.length) resize(2 * (used + 1));
    slots[slotOf(ids(), row * 16)] = row;
    used++;
  };

  resize(rows);
  for (let row = 0; row < rows; row++) add(row);
  return { find: (bytes, at) => slots[slotOf(bytes, at)]!, add };
};

const same = (a: Uint8Array, atA: number, b: Uint8Array, atB: number): boolean => {
  for (let i = 15; i >= 0; i--) if (a[atA + i] !== b[atB + i]) return false;
  return true;
};
