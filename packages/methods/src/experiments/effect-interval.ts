import type { Breath } from '../long-run.ts';

/**
 * The constant effects τ that a two-sided test would not reject. Under τ the outcomes without treatment are y − τ·treated, so an
 * arrangement's difference becomes a − τ·b with a the outcomes' own and b the assignment's: nothing has to be drawn again.
 * Rosenbaum (2002), section 2.6. Ends are where p crosses 1 − level going out from the estimate; Infinity where it never does.
 *
 * @param values a and b of each arrangement in turn @param added arrangements counted as far in any case
 */
export const effectInterval = async (
  own: number,
  values: Float64Array,
  added: number,
  level: number,
  breath: Breath,
): Promise<{ readonly low: number; readonly high: number }> => {
  const count = values.length / 2;
  const p = async (effect: number): Promise<number> => {
    if (breath.due()) await breath.take(1);
    const distance = Math.abs(own - effect) * (1 - 1e-10);
    let far = added;
    for (let i = 0; i < values.length; i += 2)
      if (Math.abs(values[i]! - effect * values[i + 1]!) >= distance) far++;
    return far / (count + added);
  };
  let spread = 0;
  for (let i = 0; i < values.length; i += 2)
    spread = Math.max(spread, Math.abs(values[i]! - own * values[i + 1]!));
  const end = async (sign: 1 | -1): Promise<number> => {
    let inside = 0;
    let outside = spread === 0 ? 1e-12 * Math.max(1, Math.abs(own)) : spread;
    for (let doubling = 0; (await p(own + sign * outside)) > 1 - level; doubling++) {
      if (doubling === 40) return sign * Number.POSITIVE_INFINITY;
      inside = outside;
      outside *= 2;
    }
    for (let step = 0; step < 45; step++) {
      const middle = (inside + outside) / 2;
      if ((await p(own + sign * middle)) > 1 - level) inside = middle;
      else outside = middle;
    }
    return own + sign * outside;
  };
  return { low: await end(-1), high: await end(1) };
};
