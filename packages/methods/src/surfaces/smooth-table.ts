import { gaussianHalf } from './convolve.ts';
import { convolvePlane } from './convolve-plane.ts';
import { powerOfTwo, transformTable } from './fft.ts';
import { type Kernel, peakOf, QUARTIC_REACH } from './kernels.ts';

/** A kernel on a table of cells: bandwidths in cells along each axis. */
export interface TableKernel {
  readonly kernel: Kernel;
  readonly columnsPerBandwidth: number;
  readonly rowsPerBandwidth: number;
  /** where a Gaussian is cut off, in bandwidths */
  readonly reach: number;
}

/**
 * Convolves one or two tables with a kernel sampled at the cells' centres; the kernel's cells add to about 1. Cells
 * beyond the table count as 0. Each of three ways gives the same to rounding and the cheapest is taken: a Gaussian is
 * convolved along rows and columns apart; else cell by cell where few cells are filled or the kernel is small; else by
 * Fourier transform, both tables in one (the kernel is symmetric, so real and imaginary parts do not mix).
 */
export const smoothTables = (
  tables: readonly (Float64Array | Int32Array)[],
  rows: number,
  columns: number,
  kernel: TableKernel,
): Float64Array[] => {
  const across = Math.min(columns - 1, Math.ceil(kernel.reach * kernel.columnsPerBandwidth));
  const down = Math.min(rows - 1, Math.ceil(kernel.reach * kernel.rowsPerBandwidth));
  const size = powerOfTwo(columns + across) * powerOfTwo(rows + down);
  // measured: a butterfly of the transform takes as long as about 4 taps, of which there are two transforms
  const byFourier = 8 * size * Math.log2(size);
  if (kernel.kernel === 'gaussian' && (across + down) * rows * columns * tables.length <= byFourier)
    return tables.map((table) => separately(table, rows, columns, kernel, across, down));
  const sampled = sampledKernel(kernel, across, down);
  const filled = tables.reduce((sum, table) => sum + filledCells(table), 0);
  if (filled * (2 * across + 1) * (2 * down + 1) <= byFourier)
    return tables.map((table) => directly(table, rows, columns, sampled));
  return fourier(tables, rows, columns, sampled);
};

const separately = (
  table: Float64Array | Int32Array,
  rows: number,
  columns: number,
  { columnsPerBandwidth, rowsPerBandwidth, reach }: TableKernel,
  across: number,
  down: number,
): Float64Array => {
  const along = gaussianHalf(columnsPerBandwidth, reach).subarray(0, across + 1);
  const upward = gaussianHalf(rowsPerBandwidth, reach).subarray(0, down + 1);
  return convolvePlane({ values: table, rows, columns }, { along, upward });
};

interface Sampled {
  readonly across: number;
  readonly down: number;
  /** value at (column, row) from the middle: (row · (across + 1) + column), both ≥ 0 */
  readonly quarter: Float64Array;
}

const sampledKernel = (
  { kernel, columnsPerBandwidth, rowsPerBandwidth, reach }: TableKernel,
  across: number,
  down: number,
): Sampled => {
  const quarter = new Float64Array((across + 1) * (down + 1));
  const peak = peakOf(kernel, 1) / (columnsPerBandwidth * rowsPerBandwidth);
  for (let r = 0; r <= down; r++)
    for (let c = 0; c <= across; c++) {
      const squared = (c / columnsPerBandwidth) ** 2 + (r / rowsPerBandwidth) ** 2;
      quarter[r * (across + 1) + c] =
        kernel === 'gaussian'
          ? squared > 2 * reach ** 2
            ? 0
            : peak * Math.exp(-0.5 * squared)
          : peak * Math.max(0, 1 - squared / QUARTIC_REACH ** 2) ** 2;
    }
  return { across, down, quarter };
};

const filledCells = (table: Float64Array | Int32Array): number => {
  let filled = 0;
  for (let i = 0; i < table.length; i++) if (table[i] !== 0) filled++;
  return filled;
};

const directly = (
  table: Float64Array | Int32Array,
  rows: number,
  columns: number,
  { across, down, quarter }: Sampled,
): Float64Array => {
  const out = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const weight = table[r * columns + c]!;
      if (weight === 0) continue;
      const left = Math.max(0, c - across);
      const right = Math.min(columns - 1, c + across);
      for (let to = Math.max(0, r - down); to <= Math.min(rows - 1, r + down); to++) {
        const line = Math.abs(to - r) * (across + 1);
        for (let at = left; at <= right; at++)
          out[to * columns + at]! += weight * quarter[line + Math.abs(at - c)]!;
      }
    }
  return out;
};

const fourier = (
  tables: readonly (Float64Array | Int32Array)[],
  rows: number,
  columns: number,
  { across, down, quarter }: Sampled,
): Float64Array[] => {
  const width = powerOfTwo(columns + across);
  const height = powerOfTwo(rows + down);
  const real = new Float64Array(width * height);
  const imaginary = new Float64Array(width * height);
  for (let r = 0; r < rows; r++) {
    real.set(tables[0]!.subarray(r * columns, (r + 1) * columns), r * width);
    if (tables[1]) imaginary.set(tables[1].subarray(r * columns, (r + 1) * columns), r * width);
  }
  const kernelReal = new Float64Array(width * height);
  for (let r = -down; r <= down; r++)
    for (let c = -across; c <= across; c++)
      kernelReal[((r + height) % height) * width + ((c + width) % width)] =
        quarter[Math.abs(r) * (across + 1) + Math.abs(c)]!;
  const shape = { rows: height, columns: width };
  transformTable({ real, imaginary, ...shape });
  transformTable({ real: kernelReal, imaginary: new Float64Array(width * height), ...shape });
  const scale = 1 / (width * height);
  for (let i = 0; i < real.length; i++) {
    // the kernel is symmetric about 0 in both axes, so its transform is real
    real[i]! *= kernelReal[i]! * scale;
    imaginary[i]! *= kernelReal[i]! * scale;
  }
  transformTable({ real: imaginary, imaginary: real, ...shape });
  return tables.map((_, which) => {
    const source = which === 0 ? real : imaginary;
    const out = new Float64Array(rows * columns);
    for (let r = 0; r < rows; r++) out.set(source.subarray(r * width, r * width + columns), r * columns);
    return out;
  });
};
