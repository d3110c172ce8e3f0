export { fromBoundaries, fromGeonames } from './importers.ts';
export { boundary, place, road } from './kinds.ts';
