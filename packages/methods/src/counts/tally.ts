import { digamma, trigamma } from '../distributions/digamma.ts';
import { logFactorial, logGamma } from '../distributions/log-gamma.ts';

/** How often each count occurs: sums of functions of a count alone run over these, not over rows. */
export interface Tally {
  /** ascending, without 0 */
  readonly counts: Float64Array;
  /** the sum of the weights of the rows with each */
  readonly weights: Float64Array;
  /** Σ w log y! */
  readonly logFactorials: number;
}

const SMALL_COUNTS = 1 << 16;

/** O(rows + distinct · log distinct). */
export const tallyOf = (outcome: Float64Array, weights: Float64Array | undefined): Tally => {
  let most = 0;
  for (let i = 0; i < outcome.length; i++) if (outcome[i]! > most) most = outcome[i]!;
  const listed = Math.min(SMALL_COUNTS, most + 1);
  const small = new Float64Array(listed);
  const large = new Map<number, number>();
  for (let i = 0; i < outcome.length; i++) {
    const y = outcome[i]!;
    const w = weights === undefined ? 1 : weights[i]!;
    if (y < listed) small[y] = small[y]! + w;
    else large.set(y, (large.get(y) ?? 0) + w);
  }
  const counts: number[] = [];
  for (let y = 1; y < listed; y++) if (small[y]! > 0) counts.push(y);
  counts.push(...[...large.keys()].sort((a, b) => a - b));
  const of = Float64Array.from(counts, (y) => (y < listed ? small[y]! : large.get(y)!));
  let logFactorials = 0;
  for (let k = 0; k < of.length; k++) logFactorials += of[k]! * logFactorial(counts[k]!);
  return { counts: Float64Array.from(counts), weights: of, logFactorials };
};

/** Sums over rows of what a negative binomial's log-likelihood owes to y and θ alone. */
export interface ShapeSums {
  /** Σ w (log Γ(y + θ) − log Γ(θ) − y log θ) */
  readonly logs: number;
  /** Σ w (ψ(y + θ) − ψ(θ)) */
  readonly first: number;
  /** Σ w (ψ′(θ) − ψ′(y + θ)) */
  readonly second: number;
}

// up to here sums of logarithms and reciprocals are as exact as they are short
const STEPS = 512;

/** O(largest count below some hundreds + distinct counts). */
export const shapeSums = ({ counts, weights }: Tally, theta: number): ShapeSums => {
  let logs = 0;
  let first = 0;
  let second = 0;
  // the three sums for the count reached so far
  let log = 0;
  let one = 0;
  let two = 0;
  let reached = 0;
  for (let k = 0; k < counts.length; k++) {
    const y = counts[k]!;
    if (y - reached <= STEPS)
      for (; reached < y; reached++) {
        const inverse = 1 / (theta + reached);
        log += Math.log1p(reached / theta);
        one += inverse;
        two += inverse * inverse;
      }
    else {
      log = logGamma(y + theta) - logGamma(theta) - y * Math.log(theta);
      one = digamma(y + theta) - digamma(theta);
      two = trigamma(theta) - trigamma(y + theta);
      reached = y;
    }
    logs += weights[k]! * log;
    first += weights[k]! * one;
    second += weights[k]! * two;
  }
  return { logs, first, second };
};
