import type { AnyKind, Fact } from './kind.ts';

/** The bit of a fact's flags that says: in this state the record is not counted. Kinds have the bits below it. */
export const uncountedFlag = 1 << 30;

/** The fact of a record, or undefined where its kind has none or time or place is missing. */
export const factOf = (given: {
  readonly kind: AnyKind;
  readonly state: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly when: object | null;
  readonly where: object | null;
}): Fact | undefined => {
  const { analysis } = given.kind;
  if (!analysis || !given.when || !given.where) return undefined;
  const fact = analysis.fact(given.body);
  return analysis.uncounted?.includes(given.state) ? { ...fact, flags: fact.flags | uncountedFlag } : fact;
};
