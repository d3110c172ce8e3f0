/** All choices of `count` among the numbers from 0 to n − 1. */
export const subsets = (n: number, count: number, from = 0): number[][] =>
  count === 0
    ? [[]]
    : Array.from({ length: Math.max(0, n - from - count + 1) }, (_, step) => from + step).flatMap((first) =>
        subsets(n, count - 1, first + 1).map((rest) => [first, ...rest]),
      );
