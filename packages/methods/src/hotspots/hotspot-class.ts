/** How surely a place is a hot or cold spot, in per cent; `untested` where there is no answer (z or q is NaN). */
export type HotspotClass =
  | 'hot-99'
  | 'hot-95'
  | 'hot-90'
  | 'not-significant'
  | 'cold-90'
  | 'cold-95'
  | 'cold-99'
  | 'untested';

/** The class of a place from its score's sign and its q-value: q ≤ 0.01, 0.05 or 0.10. */
export const hotspotClass = (z: number, q: number): HotspotClass => {
  if (Number.isNaN(z) || Number.isNaN(q)) return 'untested';
  if (q > 0.1 || z === 0) return 'not-significant';
  if (q <= 0.01) return z > 0 ? 'hot-99' : 'cold-99';
  if (q <= 0.05) return z > 0 ? 'hot-95' : 'cold-95';
  return z > 0 ? 'hot-90' : 'cold-90';
};
