/**
 * The shape of one event's share of the surface. Of both kernels the bandwidth h is the standard deviation along each
 * axis, so that either takes the same bandwidth: the quartic (biweight) kernel ends at √8·h.
 */
export type Kernel = 'gaussian' | 'quartic';

/** Where the quartic kernel ends, in bandwidths: its variance along an axis is an eighth of its squared radius. */
export const QUARTIC_REACH = Math.sqrt(8);

/** Height of the kernel in the middle, per unit of area. Silverman (1986), equations 4.5 and 4.6. */
export const peakOf = (kernel: Kernel, bandwidth: number): number =>
  kernel === 'gaussian'
    ? 1 / (2 * Math.PI * bandwidth ** 2)
    : 3 / (Math.PI * (QUARTIC_REACH * bandwidth) ** 2);

/**
 * How far a kernel is followed, in bandwidths, so that all weight beyond adds at most `tolerance` of one mean event's
 * peak to any place. `events` is how many may lie there.
 */
export const reachOf = (kernel: Kernel, events: number, tolerance: number): number =>
  kernel === 'quartic' ? QUARTIC_REACH : Math.sqrt(2 * Math.log(Math.max(2, events) / tolerance));
