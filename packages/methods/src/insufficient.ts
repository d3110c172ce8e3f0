/**
 * The answer a method gives in place of a number when the data cannot carry one. It is an ordinary result, not an
 * error: the caller shows why there is no answer.
 */
export interface Insufficient {
  readonly kind: 'insufficient';
  /** stable word for programs and translation, for instance `too-few-cells` */
  readonly reason: string;
  /** one sentence for people */
  readonly detail: string;
  readonly have: number;
  readonly need: number;
}

export const insufficient = (answer: Omit<Insufficient, 'kind'>): Insufficient =>
  Object.freeze({ kind: 'insufficient', ...answer });

/** Tells a refusal from any other result of a method. */
export const isInsufficient = (result: object): result is Insufficient =>
  'kind' in result && result.kind === 'insufficient';
