/** Sets that only ever grow together (union–find with path halving; the smaller index is the set's name). */
export interface DisjointSets {
  find(item: number): number;
  unite(a: number, b: number): void;
}

export const disjointSets = (size: number): DisjointSets => {
  const parent = new Uint32Array(size);
  for (let i = 0; i < size; i++) parent[i] = i;
  const find = (item: number): number => {
    let at = item;
    while (parent[at]! !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  return {
    find,
    unite(a, b) {
      const one = find(a);
      const other = find(b);
      if (one < other) parent[other] = one;
      else parent[one] = other;
    },
  };
};
