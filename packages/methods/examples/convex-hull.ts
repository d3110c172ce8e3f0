/** The convex hull as a closed ring of [lon, lat], counter-clockwise. Andrew (1979), the monotone chain; O(n log n). */
export const convexHull = (lon: Float64Array, lat: Float64Array): [number, number][] => {
  const points = Array.from(lon, (value, i): [number, number] => [value, lat[i]!]).sort(
    (a, b) => a[0] - b[0] || a[1] - b[1],
  );
  const half = (sorted: readonly [number, number][]): [number, number][] => {
    const chain: [number, number][] = [];
    for (const point of sorted) {
      while (chain.length >= 2 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  const ring = [...half(points), ...half(points.toReversed())];
  return [...ring, ring[0]!];
};

const turn = (a: [number, number], b: [number, number], c: [number, number]): number =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
