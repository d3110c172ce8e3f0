/** Which group each observation belongs to. */
export interface Groups {
  readonly count: number;
  /** one number from 0 to count − 1 per observation, in order of first appearance */
  readonly of: Uint32Array;
}

/** Numbers the groups that labels name. O(n). */
export const groupsOf = (labels: ArrayLike<string | number>): Groups => {
  const numbers = new Map<string | number, number>();
  const of = new Uint32Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    let group = numbers.get(label);
    if (group === undefined) {
      group = numbers.size;
      numbers.set(label, group);
    }
    of[i] = group;
  }
  return { count: numbers.size, of };
};

/** The groups of those that share both a group of `a` and a group of `b`. O(n). */
export const intersection = (a: Groups, b: Groups): Groups =>
  groupsOf(Float64Array.from(a.of, (group, i) => group * b.count + b.of[i]!));
