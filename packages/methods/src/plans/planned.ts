/** What every plan says of its worth. */
export interface Planned {
  /** what the plan reaches */
  readonly value: number;
  /** no plan can be better than this: an upper bound where more is better, a lower one where less is */
  readonly bound: number;
  /** |bound − value| as a share of the larger of the two; 0 where the plan is proven to be the best */
  readonly gap: number;
  /** whether the plan is proven to be the best, up to rounding */
  readonly proven: boolean;
}

const ROUNDING = 1e-9;

export const planned = (value: number, bound: number): Planned => {
  const size = Math.max(Math.abs(value), Math.abs(bound));
  const gap = size === 0 ? 0 : Math.abs(bound - value) / size;
  const proven = gap <= ROUNDING;
  return { value, bound: proven ? value : bound, gap: proven ? 0 : gap, proven };
};
