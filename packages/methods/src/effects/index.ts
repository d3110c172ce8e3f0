export type { EffectEstimate } from './coefficients.ts';
export type { PanelErrors } from './errors.ts';
export type { FixedEffectsModel, FixedEffectsOptions } from './fixed-effects-design.ts';
export * from './fixed-effects-ols.ts';
export * from './fixed-effects-poisson.ts';
export type { DroppedTerm } from './least-squares.ts';
export type { PanelLabels } from './levels.ts';
