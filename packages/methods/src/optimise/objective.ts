/**
 * A function to be minimised. It writes its gradient at `x` into `gradient` and returns its value; NaN or infinity say
 * that `x` lies outside its domain (the gradient is then not read). A long one may be async and breathe inside.
 */
export type Objective = (x: Float64Array, gradient: Float64Array) => number | Promise<number>;

/** A place the search has been: where, how high, how steep. */
export interface Visited {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

export const visit = async (objective: Objective, x: Float64Array): Promise<Visited> => {
  const gradient = new Float64Array(x.length);
  const value = await objective(x, gradient);
  return Number.isFinite(value) && gradient.every(Number.isFinite)
    ? { x, value, gradient }
    : { x, value: Number.POSITIVE_INFINITY, gradient };
};

export const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};
