import type { DensitySurface, NearRepeatResult } from '@bluehelm/methods';

interface Figure {
  readonly title: string;
  readonly surface: DensitySurface;
  /** hot hexagons in the surface's coordinates */
  readonly outlines: readonly (readonly (readonly [number, number])[])[];
  readonly table: NearRepeatResult;
}

const width = 960;
const mapWidth = 560;
const top = 64;

/** An SVG with the surface, the hot hexagons over it, and the near-repeat table beside it. */
export const figure = ({ title, surface, outlines, table }: Figure): string => {
  const { raster, values } = surface;
  const scale = mapWidth / (raster.xMax - raster.xMin);
  const height = Math.max(360, Math.round((raster.yMax - raster.yMin) * scale)) + top + 60;
  const at = (x: number, y: number) =>
    `${((x - raster.xMin) * scale).toFixed(1)},${(top + (raster.yMax - y) * scale).toFixed(1)}`;
  const hexagons = outlines
    .map((ring) => `<polygon points="${ring.map(([x, y]) => at(x, y)).join(' ')}"/>`)
    .join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" fill="#1c2430">
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="0" y="24" font-size="20">${title}</text>
<text x="0" y="46" fill="#56606e">Events per 1,000 km² (Gaussian, 25 km); outlined: hexagons hotter than chance, q ≤ 0.05</text>
${surfaceImage(raster.columns, raster.rows, values, scale * ((raster.xMax - raster.xMin) / raster.columns))}
<g fill="none" stroke="#0a3d62" stroke-width="1.2">${hexagons}</g>
${legend(values, height)}
${nearRepeatTable(table)}
</svg>
`;
};

/** Light to dark, even steps of lightness. */
const colours = ['#fff7ec', '#fee8c8', '#fdd49e', '#fdbb84', '#fc8d59', '#ef6548', '#d7301f', '#990000'];

/** A step of the square root, so that weak gatherings show beside strong ones; −1 where nothing is. */
const stepOf = (value: number, most: number): number =>
  value < most * 1e-4
    ? -1
    : Math.min(colours.length - 1, Math.floor(Math.sqrt(value / most) * colours.length));

const surfaceImage = (columns: number, rows: number, values: Float64Array, size: number): string => {
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const runs: string[] = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0, from = 0; column < columns; column = from) {
      const step = stepOf(values[row * columns + column]!, most);
      from = column + 1;
      while (from < columns && stepOf(values[row * columns + from]!, most) === step) from++;
      if (step < 0) continue;
      const y = top + (rows - 1 - row) * size;
      runs.push(
        `<rect x="${(column * size).toFixed(1)}" y="${y.toFixed(1)}" width="${((from - column) * size + 0.2).toFixed(1)}" height="${(size + 0.2).toFixed(1)}" fill="${colours[step]}"/>`,
      );
    }
  return `<rect y="${top}" width="${mapWidth}" height="${(rows * size).toFixed(1)}" fill="#f4f6f8"/><g>${runs.join('')}</g>`;
};

const legend = (values: Float64Array, height: number): string => {
  const most = values.reduce((a, b) => Math.max(a, b), 0) * 1000;
  const boxes = colours.map((colour, k) => {
    const from = most * (k / colours.length) ** 2;
    return `<rect x="${k * 66}" y="${height - 44}" width="66" height="14" fill="${colour}"/><text x="${k * 66}" y="${height - 14}" font-size="11">${from.toPrecision(2)}</text>`;
  });
  return boxes.join('');
};

const nearRepeatTable = ({ spaceBreaks, timeBreaks, ratio, p, observed }: NearRepeatResult): string => {
  const left = mapWidth + 40;
  const [cell, row] = [110, 52];
  const columns = timeBreaks.length - 1;
  const parts = [
    `<text x="${left}" y="${top + 10}" font-size="15">Near repeats: pairs, and times expected</text>`,
    `<text x="${left}" y="${top + 30}" fill="#56606e">999 rearrangements; * p ≤ 0.05, ** p ≤ 0.01</text>`,
  ];
  for (let t = 0; t < columns; t++)
    parts.push(
      `<text x="${left + t * cell + 4}" y="${top + 62}">${timeBreaks[t]}–${timeBreaks[t + 1]! - 1} days</text>`,
    );
  for (let s = 0; s < spaceBreaks.length - 1; s++) {
    const y = top + 72 + s * (row + 22);
    parts.push(
      `<text x="${left}" y="${y + 14}" fill="#56606e">${spaceBreaks[s]}–${spaceBreaks[s + 1]} km</text>`,
    );
    for (let t = 0; t < columns; t++) {
      const k = s * columns + t;
      const stars = p[k]! <= 0.01 ? '**' : p[k]! <= 0.05 ? '*' : '';
      const depth = Math.max(0, Math.min(colours.length - 3, Math.floor((ratio[k]! - 1) * 2)));
      parts.push(
        `<rect x="${left + t * cell}" y="${y + 20}" width="${cell - 4}" height="${row - 4}" fill="${p[k]! <= 0.05 ? colours[depth] : '#f4f6f8'}"/>`,
        `<text x="${left + t * cell + 8}" y="${y + 40}" font-size="15">${ratio[k]!.toFixed(2)} ×${stars}</text>`,
        `<text x="${left + t * cell + 8}" y="${y + 58}" font-size="11">${observed[k]!.toLocaleString('en')}</text>`,
      );
    }
  }
  return parts.join('\n');
};
