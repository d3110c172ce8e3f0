import { cholesky, isSingular } from '../linear-algebra/cholesky.ts';
import { crossProducts } from './matrix.ts';

/** A term that the rest of the model already explains. */
export interface DroppedTerm {
  readonly name: string;
  /** `absorbed`: constant within the fixed effects; `collinear`: a combination of the terms before it */
  readonly why: 'absorbed' | 'collinear';
}

export interface LeastSquares {
  /** which terms stay, in order */
  readonly terms: readonly number[];
  readonly dropped: readonly DroppedTerm[];
  readonly estimate: Float64Array;
  /** (XᵀWX)⁻¹ of the terms that stay */
  readonly inverse: Float64Array;
}

// of a term's variation before demeaning
const NOTHING_LEFT = 1e-10;

/**
 * Weighted least squares on demeaned columns; terms that vary no more, and combinations of those before them, go.
 *
 * @param variation each term's sum of squares about its mean before demeaning
 * O(n k² + k³).
 */
export const leastSquares = (
  outcome: Float64Array,
  columns: readonly Float64Array[],
  names: readonly string[],
  variation: readonly number[],
  weights?: Float64Array,
): LeastSquares => {
  const dropped: DroppedTerm[] = [];
  const size = columns.length;
  const gram = crossProducts(columns, columns, weights);
  const moment = crossProducts(columns, [outcome], weights);
  let terms: number[] = [];
  for (let k = 0; k < size; k++)
    if (gram[k * size + k]! > NOTHING_LEFT * variation[k]!) terms.push(k);
    else dropped.push({ name: names[k]!, why: 'absorbed' });
  for (;;) {
    const count = terms.length;
    const part = new Float64Array(count * count);
    for (let i = 0; i < count; i++)
      for (let j = 0; j < count; j++) part[i * count + j] = gram[terms[i]! * size + terms[j]!]!;
    const root = cholesky(part, count);
    if (isSingular(root)) {
      const gone = terms[root.column]!;
      dropped.push({ name: names[gone]!, why: 'collinear' });
      terms = terms.filter((k) => k !== gone);
      continue;
    }
    const right = Float64Array.from(terms, (k) => moment[k]!);
    return { terms, dropped, estimate: root.solve(right), inverse: root.inverse() };
  }
};

/** outcome − Σ columns · estimate, written over the outcome. */
export const subtractFit = (
  outcome: Float64Array,
  columns: readonly Float64Array[],
  { terms, estimate }: Pick<LeastSquares, 'terms' | 'estimate'>,
): void => {
  terms.forEach((k, at) => {
    const column = columns[k]!;
    const slope = estimate[at]!;
    for (let i = 0; i < outcome.length; i++) outcome[i] = outcome[i]! - slope * column[i]!;
  });
};

/** Σ w (x − x̄)², about the weighted mean. */
export const variationOf = (values: Float64Array, weights?: Float64Array): number => {
  const n = values.length;
  let sum = 0;
  let total = n;
  if (weights === undefined) for (let i = 0; i < n; i++) sum += values[i]!;
  else {
    total = 0;
    for (let i = 0; i < n; i++) {
      sum += weights[i]! * values[i]!;
      total += weights[i]!;
    }
  }
  const mean = sum / total;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const apart = values[i]! - mean;
    squares += weights === undefined ? apart * apart : weights[i]! * apart * apart;
  }
  return squares;
};
