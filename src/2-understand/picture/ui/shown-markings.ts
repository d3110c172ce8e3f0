import type { Marking } from '@bluehelm/kernel';
import type { LayerName } from './state.ts';

/**
 * What the picture says of markings. Counts come without theirs, so while any is drawn the banner stays at what the
 * session is cleared for (no markings told); only a picture of one surface alone can bear that surface's own.
 */
export const highestMarkings = (
  surface: readonly Marking[],
  layers: ReadonlySet<LayerName>,
): readonly Marking[] =>
  layers.has('hotspots') && !layers.has('points') && !layers.has('hexagons') ? surface : [];
