/** What is random under the null: how many cases fall where, or whose label is that of a case. */
export type ScanModel =
  | { readonly kind: 'poisson'; readonly cases: number }
  | { readonly kind: 'bernoulli'; readonly cases: number; readonly population: number };

/**
 * The logarithm of Kulldorff's likelihood ratio for a window with more cases than expected; 0 for all others.
 *
 * Poisson, also used by the space-time permutation: Kulldorff (1997), Communications in Statistics – Theory and
 * Methods 26(6), section 4.2. Bernoulli: the same, section 4.1; the window's population is expected · N / C.
 */
export const logLikelihoodRatio = (model: ScanModel, observed: number, expected: number): number => {
  if (!(observed > expected)) return 0;
  const { cases } = model;
  if (model.kind === 'poisson')
    return (
      observed * Math.log(observed / expected) + power(cases - observed, cases - observed, cases - expected)
    );
  const { population } = model;
  // a window whose population was rounded down may seem to hold fewer people than cases
  const inside = Math.max(observed, (expected * population) / cases);
  const outside = population - inside;
  const free = Math.max(0, inside - observed);
  return (
    power(observed, observed, inside) +
    power(free, free, inside) +
    power(cases - observed, cases - observed, outside) +
    power(outside - (cases - observed), outside - (cases - observed), outside) -
    power(cases, cases, population) -
    power(population - cases, population - cases, population)
  );
};

/** n · ln(a / b), 0 where n is 0 */
const power = (n: number, a: number, b: number): number => (n > 0 ? n * Math.log(a / b) : 0);
