export * from './balance.ts';
export * from './coarsened-exact-match.ts';
export type { MatchingData } from './match-data.ts';
export type { Match, PropensityMatch, PropensityOptions } from './propensity-match.ts';
export { propensityMatch } from './propensity-match.ts';
