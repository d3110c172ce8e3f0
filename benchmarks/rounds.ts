/** The middle value; of an even number, the mean of the middle two. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** The value that a share of all do not exceed (nearest rank). */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
};

export interface Compared {
  readonly ours: number;
  readonly peer: number | undefined;
  readonly ratio: number | undefined;
}

/**
 * Takes both sides in turn (A B A B …), so that a load that comes or goes meets both; the ratio is the median of the
 * rounds' ratios.
 */
export const alternate = async (
  rounds: number,
  ours: (round: number) => Promise<number>,
  peer: ((round: number) => Promise<number>) | undefined,
): Promise<Compared> => {
  const taken: { ours: number; peer: number | undefined }[] = [];
  for (let round = 0; round < rounds; round++)
    taken.push({ ours: await ours(round), peer: await peer?.(round) });
  const peers = taken.flatMap((one) => one.peer ?? []);
  return {
    ours: median(taken.map((one) => one.ours)),
    peer: peers.length === 0 ? undefined : median(peers),
    ratio:
      peers.length === 0
        ? undefined
        : median(taken.flatMap((one) => (one.peer === undefined ? [] : [one.ours / one.peer]))),
  };
};

/** Milliseconds that the work takes. */
export const timed = async (work: () => unknown): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

/** The parts of a result that come from a comparison; what has no peer leaves them out. */
export const comparison = ({ ours, peer, ratio }: Compared) => ({
  ours,
  ...(peer === undefined ? {} : { peer }),
  ...(ratio === undefined ? {} : { ratio }),
});
