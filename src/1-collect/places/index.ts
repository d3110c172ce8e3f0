export { type Country, countriesOf, type Weighted } from './countries.ts';
export { addGazetteer, gazetteerAttribution } from './gazetteer.ts';
export { type Area, boundariesOf, type Inhabited, inhabitedPlaces } from './geography.ts';
export { fromBoundaries, fromGeonames } from './importers.ts';
export { boundary, place, road } from './kinds.ts';
export { missionCountries } from './mission-countries.ts';
export { placeRoutes } from './routes.ts';
