import { Problem } from '@bluehelm/kernel/problem';
import { methodProblems } from '../problems.ts';
import { type Levels, levelsOf, levelsOfRows, nestedIn, type PanelLabels } from './levels.ts';

/**
 * What the standard errors allow for. `'iid'`: equal variances, no dependence; `'hc1'`: unequal variances;
 * `cluster`: any dependence within clusters, one label a row; with several lists (at most 4) within any of them.
 */
export type PanelErrors = 'iid' | 'hc1' | { readonly cluster: readonly PanelLabels[] };

/** PanelErrors with their clusters numbered, for the rows used. */
export type CodedErrors = 'iid' | 'hc1' | readonly Levels[];

/**
 * @param known levels of the rows kept, of labels already numbered
 * @throws Problem METHOD_VALUE_INVALID, METHOD_LENGTHS_DIFFER
 */
export const codedErrors = (
  errors: PanelErrors,
  rows: number,
  kept: Uint32Array | undefined,
  known: ReadonlyMap<PanelLabels, Levels> = new Map(),
): CodedErrors => {
  if (errors === 'iid' || errors === 'hc1') return errors;
  if (errors.cluster.length < 1 || errors.cluster.length > 4)
    throw new Problem(
      methodProblems.value,
      `cluster holds ${errors.cluster.length} lists of labels; 1 to 4 were expected.`,
    );
  return errors.cluster.map((labels, at) => {
    if (labels.length !== rows)
      throw new Problem(
        methodProblems.lengths,
        `cluster[${at}] has ${labels.length} labels for ${rows} rows; as many were expected.`,
      );
    const same = known.get(labels);
    if (same) return same;
    const levels = levelsOf(`cluster[${at}]`, labels);
    return kept === undefined ? levels : levelsOfRows(levels, kept);
  });
};

interface SmallSample {
  /** what the covariance is multiplied by */
  readonly factor: number;
  /** degrees of freedom of the t distribution that tests are held against */
  readonly degreesOfFreedom: number;
}

/**
 * Corrections for small samples as fixest makes them by default: (n − 1)/(n − K) for the K parameters, an effect
 * nested in a cluster counting as one, times G/(G − 1) for the fewest clusters G; tests have G − 1 degrees of
 * freedom. Without clusters n/(n − K) for `hc1`, and for `iid` σ² = SSR/(n − K), both with n − K degrees.
 */
export const smallSample = (
  errors: CodedErrors,
  n: number,
  terms: number,
  effects: readonly Levels[],
): SmallSample => {
  const clusters = typeof errors === 'string' ? [] : errors;
  let parameters = terms - Math.max(0, effects.length - 1);
  for (const effect of effects)
    parameters += clusters.some((cluster) => nestedIn(effect, cluster)) ? 1 : effect.count;
  if (errors === 'hc1') return { factor: n / (n - parameters), degreesOfFreedom: n - parameters };
  if (errors === 'iid') return { factor: 1 / (n - parameters), degreesOfFreedom: n - parameters };
  const fewest = Math.min(...clusters.map(({ count }) => count));
  return {
    factor: ((n - 1) / (n - parameters)) * (fewest / (fewest - 1)),
    degreesOfFreedom: fewest - 1,
  };
};
