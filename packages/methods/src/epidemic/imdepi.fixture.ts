import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { polygonWindow } from '../windows/window.ts';
import type { EndemicGrid, EpidemicEvents } from './model.ts';

/** Cases of invasive meningococcal disease in Germany 2002–2008 with their grid, as the reference's model has them. */
export interface Imdepi {
  readonly events: EpidemicEvents;
  readonly grid: EndemicGrid;
  readonly window: ReturnType<typeof polygonWindow>;
}

export const readImdepi = (eventsFile: string, gridFile: string, windowFile: string): Imdepi => {
  const rows = gunzipSync(readFileSync(gridFile))
    .toString('utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const cells = new Map(rows.map(([block, , , tile], at) => [`${block} ${tile!.replaceAll('"', '')}`, at]));
  const cases = readFileSync(eventsFile, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => [...line.matchAll(/"([^"]*)"|([^,]+)/g)].map((part) => part[1] ?? part[2]!))
    .filter((row) => row[8] !== 'NA');
  const numbers = (column: number): Float64Array => Float64Array.from(cases, (row) => Number(row[column]));
  const seasonal = (start: number): number[] => [
    start / 365 - 3.5,
    Math.sin((2 * Math.PI * start) / 365),
    Math.cos((2 * Math.PI * start) / 365),
  ];
  const rings = (JSON.parse(readFileSync(windowFile, 'utf8')) as { xy: [number, number][] }[][]).flat();
  return {
    events: {
      x: numbers(0),
      y: numbers(1),
      time: numbers(2),
      type: cases.map((row) => (row[4] === 'C' ? 1 : 0)),
      cell: cases.map((row) => cells.get(`${row[9]} ${row[3]}`)!),
      marks: {
        names: ['C', '3–18', '19+'],
        values: Float64Array.from(
          cases.flatMap((row) => [row[4] === 'C', row[8] === '[3,19)', row[8] === '[19,Inf)'].map(Number)),
        ),
      },
    },
    grid: {
      area: Float64Array.from(rows, (row) => Number(row[4])),
      duration: Float64Array.from(rows, (row) => Number(row[2]) - Number(row[1])),
      offset: Float64Array.from(rows, (row) => Math.log(Number(row[5]))),
      covariates: {
        names: ['trend', 'sin', 'cos'],
        values: Float64Array.from(rows.flatMap((row) => seasonal(Number(row[1])))),
      },
    },
    window: polygonWindow(
      rings.map(({ xy }) => ({
        x: Float64Array.from(xy, ([x]) => x),
        y: Float64Array.from(xy, ([, y]) => y),
      })),
    ),
  };
};
