import { drawGamma } from './continuous.ts';
import type { Rng } from './seeded.ts';

/**
 * One draw from the Poisson distribution. Below a mean of 10 by inversion (sequential search), else PTRS,
 * Hörmann's transformed rejection (Insurance: Mathematics and Economics 12, 1993): constant time for any mean.
 * @throws RangeError unless the mean is finite and at least 0
 */
export function drawPoisson(rng: Rng, mean: number): number {
  if (!(mean >= 0 && mean < Number.MAX_SAFE_INTEGER))
    throw new RangeError(`poisson(${mean}): mean must be ≥ 0`);
  return mean < 10 ? poissonByInversion(rng, mean) : poissonByRejection(rng, mean);
}

function poissonByInversion(rng: Rng, mean: number): number {
  const u = rng.next();
  let probability = Math.exp(-mean);
  let cumulative = probability;
  let k = 0;
  // the bound stops the search where the sum of the tail rounds below u
  while (u >= cumulative && k < 200) {
    k++;
    probability *= mean / k;
    cumulative += probability;
  }
  return k;
}

function poissonByRejection(rng: Rng, mean: number): number {
  const logMean = Math.log(mean);
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const vr = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = rng.next() - 0.5;
    const v = 1 - rng.next();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const accept = Math.log((v * inverseAlpha) / (a / (us * us) + b));
    if (accept <= k * logMean - mean - logFactorial(k)) return k;
  }
}

/** ln k!: exact products below 10, Stirling's series to k^-5 above (error < 1e-10). */
function logFactorial(k: number): number {
  if (k < 10) {
    let product = 1;
    for (let i = 2; i <= k; i++) product *= i;
    return Math.log(product);
  }
  const inverse = 1 / k;
  const series = inverse * (1 / 12 - inverse * inverse * (1 / 360 - (inverse * inverse) / 1260));
  return (k + 0.5) * Math.log(k) - k + 0.5 * Math.log(2 * Math.PI) + series;
}

/**
 * One draw from the negative binomial with this mean and variance = mean + mean² / size, as a Poisson whose
 * mean is gamma distributed.
 * @throws RangeError unless mean ≥ 0 and size > 0
 */
export function drawNegativeBinomial(rng: Rng, mean: number, size: number): number {
  if (!(mean >= 0 && size > 0))
    throw new RangeError(`negativeBinomial(${mean}, ${size}): mean ≥ 0, size > 0`);
  return mean === 0 ? 0 : drawPoisson(rng, drawGamma(rng, size, mean / size));
}
