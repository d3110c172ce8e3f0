import { Problem } from '@bluehelm/kernel/problem';
import { methodProblems } from '../problems.ts';
import type { Rng } from '../random/seeded.ts';

/** Who could have been treated in whose place: whole clusters change places within their block. */
export interface Assignment {
  /** per unit, its cluster */
  readonly cluster: Int32Array;
  readonly clusters: number;
  /** clusters sorted by block; block b holds `order[starts[b] … starts[b + 1] − 1]` */
  readonly order: Int32Array;
  readonly starts: Int32Array;
  /** treated clusters in each block */
  readonly treated: Int32Array;
  /** ways to treat as many clusters of each block; Infinity beyond 2⁵³ */
  readonly arrangements: number;
}

type Labels = ArrayLike<string | number>;

/** @throws Problem METHOD_VALUE_INVALID where a cluster is treated in part, or lies in two blocks */
export const assignmentOf = (treated: ArrayLike<number>, clusters?: Labels, blocks?: Labels): Assignment => {
  const units = treated.length;
  const numbers = new Map<string | number, number>();
  const cluster = new Int32Array(units);
  const first: number[] = [];
  for (let i = 0; i < units; i++) {
    const label = clusters ? clusters[i]! : i;
    let at = numbers.get(label);
    if (at === undefined) {
      at = numbers.size;
      numbers.set(label, at);
      first.push(i);
    }
    cluster[i] = at;
    if (treated[i] !== treated[first[at]!] || (blocks && blocks[i] !== blocks[first[at]!]))
      throw new Problem(
        methodProblems.value,
        `Cluster ${label} is treated in part, or lies in several blocks; one treatment and one block each were expected.`,
      );
  }
  const groups = new Map<string | number, number[]>();
  first.forEach((unit, at) => {
    const block = blocks ? blocks[unit]! : 0;
    const group = groups.get(block);
    if (group) group.push(at);
    else groups.set(block, [at]);
  });
  const members = [...groups.values()];
  const starts = new Int32Array(members.length + 1);
  members.forEach((group, b) => {
    starts[b + 1] = starts[b]! + group.length;
  });
  const many = Int32Array.from(members, (group) => group.filter((at) => treated[first[at]!] === 1).length);
  let arrangements = 1;
  members.forEach((group, b) => {
    arrangements *= choose(group.length, many[b]!);
  });
  return {
    cluster,
    clusters: first.length,
    order: Int32Array.from(members.flat()),
    starts,
    treated: many,
    arrangements: arrangements <= Number.MAX_SAFE_INTEGER ? arrangements : Number.POSITIVE_INFINITY,
  };
};

const choose = (n: number, k: number): number => {
  let ways = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) ways = Math.round((ways * (n - Math.min(k, n - k) + i)) / i);
  return ways;
};

/** Treats clusters by lot, as many in each block as were treated. Writes 1 and 0 per cluster. */
export const drawArrangement = ({ order, starts, treated }: Assignment, rng: Rng, into: Uint8Array): void => {
  into.fill(0);
  const pool = order.slice();
  for (let b = 0; b < treated.length; b++) {
    const [from, to] = [starts[b]!, starts[b + 1]!];
    for (let k = 0; k < treated[b]!; k++) {
      const j = from + k + rng.int(to - from - k);
      const chosen = pool[j]!;
      pool[j] = pool[from + k]!;
      pool[from + k] = chosen;
      into[chosen] = 1;
    }
  }
};

/** Arrangement `index` of all, 0 ≤ index < arrangements, in the combinatorial number system. */
export const arrangementAt = (
  { order, starts, treated }: Assignment,
  index: number,
  into: Uint8Array,
): void => {
  into.fill(0);
  let rest = index;
  for (let b = 0; b < treated.length; b++) {
    const size = starts[b + 1]! - starts[b]!;
    const ways = choose(size, treated[b]!);
    let own = rest % ways;
    rest = Math.floor(rest / ways);
    let open = treated[b]!;
    for (let at = size - 1; at >= 0 && open > 0; at--) {
      const without = at >= open ? choose(at, open) : 0;
      if (own < without) continue;
      own -= without;
      into[order[starts[b]! + at]!] = 1;
      open--;
    }
  }
};
