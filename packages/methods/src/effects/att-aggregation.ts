import type { ComparisonGroup, ComparisonPanel } from './comparison-panel.ts';
import type { GroupTimeCell } from './group-time-cells.ts';
import { addInfluence, everywhere, type Influence } from './influence.ts';

/** A weighted average of cells. */
interface Average {
  readonly estimate: number;
  readonly influence: Influence;
}

interface Aggregation {
  readonly overall: Average;
  /** by event time, group or period; empty for the simple average */
  readonly by: readonly (Average & { readonly at: number })[];
}

interface Aggregations {
  /** over all cells after treatment, in proportion to the groups' sizes */
  readonly simple: Aggregation | undefined;
  /** by time since treatment; overall: the mean of those from 0 on */
  readonly dynamic: Aggregation | undefined;
  /** by group; overall: in proportion to the groups' sizes */
  readonly group: Aggregation | undefined;
  /** by period; overall: the mean of the periods */
  readonly calendar: Aggregation | undefined;
}

/**
 * The averages of Callaway & Sant'Anna (2021), section 3.1, with the influence of estimating the groups' sizes that
 * serve as weights. Cells without an estimate are left out. O(cells · units).
 *
 * @param groupShares see `CallawaySantAnnaOptions`
 */
export const aggregations = (
  panel: ComparisonPanel,
  all: readonly GroupTimeCell[],
  groupShares: 'as-did' | 'own',
): Aggregations => {
  const cells = all.filter((cell) => Number.isFinite(cell.att));
  const time = (cell: GroupTimeCell): number => panel.periods[cell.at]!;
  const post = cells.filter((cell) => time(cell) >= cell.group.first);
  if (post.length === 0)
    return { simple: undefined, dynamic: undefined, group: undefined, calendar: undefined };

  const bySize = (some: readonly GroupTimeCell[]): Average => sizeWeighted(panel, some);
  const dynamic = keyed(cells, (cell) => time(cell) - cell.group.first).map(([at, some]) => ({
    at,
    ...bySize(some),
  }));
  const calendar = keyed(post, time).map(([at, some]) => ({ at, ...bySize(some) }));
  const group = keyed(post, (cell) => cell.group.first).map(([at, some]) => ({
    at,
    ...equalWeighted(panel, some.map(cellAverage(panel))),
    group: some[0]!.group,
  }));
  return {
    simple: { overall: bySize(post), by: [] },
    dynamic: {
      overall: equalWeighted(
        panel,
        dynamic.filter(({ at }) => at >= 0),
      ),
      by: dynamic,
    },
    group: {
      overall: sizeWeighted(
        panel,
        group.map((one) => ({ group: one.group, att: one.estimate, influence: one.influence })),
        groupShares === 'as-did' ? all.slice(0, group.length).map((cell) => cell.group) : undefined,
      ),
      by: group,
    },
    calendar: { overall: equalWeighted(panel, calendar), by: calendar },
  };
};

const cellAverage =
  ({ ones }: ComparisonPanel) =>
  ({ att, influence }: GroupTimeCell): Average => ({
    estimate: att,
    influence: influence ?? everywhere(new Float64Array(ones.length)),
  });

const keyed = (
  cells: readonly GroupTimeCell[],
  key: (cell: GroupTimeCell) => number,
): [number, GroupTimeCell[]][] => {
  const lists = new Map<number, GroupTimeCell[]>();
  for (const cell of cells) {
    const list = lists.get(key(cell));
    if (list) list.push(cell);
    else lists.set(key(cell), [cell]);
  }
  return [...lists].sort(([a], [b]) => a - b);
};

const equalWeighted = ({ ones }: ComparisonPanel, averages: readonly Average[]): Average => {
  const values = new Float64Array(ones.length);
  let sum = 0;
  for (const { estimate, influence } of averages) {
    sum += estimate / averages.length;
    addInfluence(values, influence, 1 / averages.length);
  }
  return { estimate: sum, influence: everywhere(values) };
};

/** Weights pₖ / Σ p, pₖ the share of units in the cell's group, which is itself an estimate that units of `movers` move. */
const sizeWeighted = (
  { units, groups, ones }: ComparisonPanel,
  cells: readonly Pick<GroupTimeCell, 'group' | 'att' | 'influence'>[],
  movers: readonly ComparisonGroup[] = cells.map(({ group }) => group),
): Average => {
  const shares = cells.map(({ group }) => group.units / units);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const values = new Float64Array(ones.length);
  let estimate = 0;
  cells.forEach(({ att, influence }, k) => {
    estimate += (shares[k]! / total) * att;
    if (influence) addInfluence(values, influence, shares[k]! / total);
  });
  // a unit moves the share of its own group up and those of all others down
  for (const other of groups) {
    let own = 0;
    let moved = 0;
    cells.forEach(({ att }, k) => {
      const up = (movers[k]!.first === other.first ? 1 : 0) - shares[k]!;
      own += (att * up) / total;
      moved += up;
    });
    const add = own - (estimate * moved) / total;
    if (add !== 0) for (let i = other.from; i < other.to; i++) values[i] = values[i]! + add * ones[i]!;
  }
  return { estimate, influence: everywhere(values) };
};
