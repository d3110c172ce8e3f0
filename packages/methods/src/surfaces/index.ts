export {
  type AbramsonOptions,
  abramsonBandwidths,
  type EventBandwidths,
  type NearestBandwidthsOptions,
  nearestBandwidths,
} from './adaptive-bandwidths.ts';
export {
  type BandwidthCriterion,
  type CrossValidatedBandwidth,
  type CrossValidationOptions,
  crossValidatedBandwidth,
} from './bandwidth-cross-validation.ts';
export { type DiggleBandwidth, type DiggleBandwidthOptions, diggleBandwidth } from './bandwidth-diggle.ts';
export {
  type PlugInBandwidth,
  plugInBandwidth,
  type ScottBandwidth,
  scottBandwidth,
} from './bandwidth-rules.ts';
export type { Binning } from './bin.ts';
export { type BinnedDensityOptions, type DensitySurface, kernelDensityBinned } from './binned-density.ts';
export type { DensityOptions, EdgeCorrection } from './density-input.ts';
export { kernelMass } from './edge-mass.ts';
export {
  type DegreeRaster,
  type GreatCircleDensity,
  type GreatCircleDensityOptions,
  greatCircleDensity,
} from './great-circle-density.ts';
export { type KernelDensityOptions, kernelDensity } from './kernel-density.ts';
export { type DensityAtPlaces, type KernelDensityAtOptions, kernelDensityAt } from './kernel-density-at.ts';
export type { Kernel } from './kernels.ts';
export { polygonMask } from './polygon-mask.ts';
export { columnCentres, type Extent, type Raster, rowCentres } from './raster.ts';
