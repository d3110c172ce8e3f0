export type { Binning } from './bin.ts';
export { type BinnedDensityOptions, type DensitySurface, kernelDensityBinned } from './binned-density.ts';
export type { DensityOptions, EdgeCorrection } from './density-input.ts';
export { kernelMass } from './edge-mass.ts';
export { type KernelDensityOptions, kernelDensity } from './kernel-density.ts';
export { type DensityAtPlaces, type KernelDensityAtOptions, kernelDensityAt } from './kernel-density-at.ts';
export type { Kernel } from './kernels.ts';
export { polygonMask } from './polygon-mask.ts';
export { columnCentres, type Extent, type Raster, rowCentres } from './raster.ts';
