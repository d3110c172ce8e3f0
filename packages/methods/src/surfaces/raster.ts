import { Problem } from '@bluehelm/kernel/problem';
import { methodProblems, wholeNumber } from '../problems.ts';

/** A rectangle in the unit of the coordinates. */
export interface Extent {
  readonly xMin: number;
  readonly xMax: number;
  readonly yMin: number;
  readonly yMax: number;
}

/**
 * A rectangle cut into equal cells. A surface on it is one Float64Array, row after row, the row of least y first: the
 * value of column c, row r is at r · columns + c and belongs to the cell's centre.
 */
export interface Raster extends Extent {
  readonly columns: number;
  readonly rows: number;
}

/** Cells of one raster at most: what a surface of 2 GiB holds. */
const MOST_CELLS = 2 ** 28;

/** @throws Problem METHOD_VALUE_INVALID unless the rectangle is finite and has an area */
export const checkedExtent = (name: string, extent: Extent): Extent => {
  const { xMin, xMax, yMin, yMax } = extent;
  if (![xMin, xMax, yMin, yMax].every(Number.isFinite) || !(xMax > xMin) || !(yMax > yMin))
    throw new Problem(
      methodProblems.value,
      `${name} is x ${xMin} to ${xMax}, y ${yMin} to ${yMax}; finite bounds, the lesser first, were expected.`,
    );
  return extent;
};

/** @throws Problem METHOD_VALUE_INVALID for bounds or numbers of cells that make no raster */
export const checkedRaster = (raster: Raster): Raster => {
  checkedExtent('raster', raster);
  wholeNumber('raster.columns', raster.columns, 1);
  wholeNumber('raster.rows', raster.rows, 1);
  wholeNumber('the number of cells', raster.columns * raster.rows, 1, MOST_CELLS);
  return raster;
};

export const cellWidth = ({ xMin, xMax, columns }: Raster): number => (xMax - xMin) / columns;
export const cellHeight = ({ yMin, yMax, rows }: Raster): number => (yMax - yMin) / rows;

/** The x of every column's centre. */
export const columnCentres = (raster: Raster): Float64Array =>
  centres(raster.xMin, raster.xMax, raster.columns);
/** The y of every row's centre. */
export const rowCentres = (raster: Raster): Float64Array => centres(raster.yMin, raster.yMax, raster.rows);

const centres = (least: number, most: number, count: number): Float64Array =>
  new Float64Array(count).map((_, i) => least + ((i + 0.5) * (most - least)) / count);
