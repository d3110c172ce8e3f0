/** The H3 resolution whose hexagons are about 18 to 50 pixels wide at a map zoom (512-pixel tiles). */
export const resolutionForZoom = (zoom: number): number =>
  Math.max(1, Math.min(9, Math.floor((zoom + 0.7) / 1.4)));

export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value));

/**
 * A box somewhat larger than the view, cut to a grid, so that small moves of the map ask for the same data again and
 * are answered from memory.
 */
export const askedBox = (view: Box): Box => {
  const wide = view.east - view.west;
  if (wide >= 300) return { west: -180, south: -90, east: 180, north: 90 };
  const step = 2 ** Math.ceil(Math.log2(Math.max(wide, 1e-3) / 4));
  const down = (value: number) => Math.floor(value / step) * step;
  const up = (value: number) => Math.ceil(value / step) * step;
  return {
    west: clamp(down(view.west - wide * 0.15), -180, 180),
    south: clamp(down(view.south - wide * 0.15), -90, 90),
    east: clamp(up(view.east + wide * 0.15), -180, 180),
    north: clamp(up(view.north + wide * 0.15), -90, 90),
  };
};

/** `w,s,e,n` as the API reads it. */
export const boxText = (box: Box): string =>
  [box.west, box.south, box.east, box.north].map((value) => Number(value.toFixed(5))).join(',');

/** The camera that sees a box in a window of a usual size (about 900 × 600 pixels). */
export const cameraForBox = (box: Box): { lon: number; lat: number; zoom: number } => {
  const mercator = (lat: number) => {
    const sin = Math.sin((clamp(lat, -84, 84) * Math.PI) / 180);
    return Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
  };
  const wide = Math.max((box.east - box.west) / 360, 1e-5);
  const tall = Math.max(mercator(box.north) - mercator(box.south), 1e-5);
  const zoom = Math.log2(Math.min(860 / 512 / wide, 560 / 512 / tall));
  return { lon: (box.west + box.east) / 2, lat: (box.south + box.north) / 2, zoom: clamp(zoom, 1, 11) };
};
