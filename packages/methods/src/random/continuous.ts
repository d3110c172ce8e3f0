import type { Rng } from './seeded.ts';

// the generator is exact everywhere; these use Math.log, sin and cos, which V8 and SpiderMonkey compute alike
// (fdlibm) and other engines may round differently in the last bit

/** One draw from the normal distribution. Box and Muller (1958), cosine branch: stateless, two uniforms a draw. */
export function drawNormal(rng: Rng, mean = 0, standardDeviation = 1): number {
  const radius = Math.sqrt(-2 * Math.log(1 - rng.next()));
  return mean + standardDeviation * radius * Math.cos(2 * Math.PI * rng.next());
}

/** One draw from the exponential distribution with this mean (not rate), by inversion. */
export function drawExponential(rng: Rng, mean = 1): number {
  return -mean * Math.log(1 - rng.next());
}

/**
 * One draw from the gamma distribution; mean = shape × scale. Marsaglia and Tsang (2000), with their boost
 * for shape < 1.
 * @throws RangeError unless shape > 0 and scale > 0
 */
export function drawGamma(rng: Rng, shape: number, scale = 1): number {
  if (!(shape > 0 && scale > 0)) throw new RangeError(`gamma(${shape}, ${scale}): both must be above 0`);
  if (shape < 1) return drawGamma(rng, shape + 1, scale) * (1 - rng.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(rng);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - rng.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v * scale;
  }
}
