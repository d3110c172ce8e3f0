import { checkedRaster, columnCentres, type Raster, rowCentres } from './raster.ts';

/**
 * The cells of a raster whose centres lie inside a polygon with any number of outer rings and holes: what an odd number
 * of rings surrounds. Rings are lists of [x, y]; the last point may repeat the first.
 * O(rows · corners + cells). Even-odd rule along scan lines: Foley et al. (1990), Computer Graphics, 3.6.
 */
export const polygonMask = (
  raster: Raster,
  rings: readonly (readonly (readonly [number, number])[])[],
): Uint8Array => {
  const { rows, columns } = checkedRaster(raster);
  const mask = new Uint8Array(rows * columns);
  const xs = columnCentres(raster);
  const ys = rowCentres(raster);
  for (let r = 0; r < rows; r++) {
    const crossings = crossingsAt(rings, ys[r]!).sort((a, b) => a - b);
    let c = 0;
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      while (c < columns && xs[c]! < crossings[k]!) c++;
      for (; c < columns && xs[c]! < crossings[k + 1]!; c++) mask[r * columns + c] = 1;
    }
  }
  return mask;
};

const crossingsAt = (rings: readonly (readonly (readonly [number, number])[])[], y: number): number[] => {
  const crossings: number[] = [];
  for (const ring of rings)
    for (let i = 0; i < ring.length; i++) {
      const [ax, ay] = ring[i]!;
      const [bx, by] = ring[(i + 1) % ring.length]!;
      // half-open in y, so that a corner on the line counts once
      if (ay <= y !== by <= y) crossings.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
    }
  return crossings;
};
