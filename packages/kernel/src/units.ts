declare const unit: unique symbol;
type Unit<Name extends string> = number & { readonly [unit]?: Name };

/** Lengths and times carry their unit in the type where a name alone would not say it. */
export type Kilometres = Unit<'km'>;
export type SquareKilometres = Unit<'km2'>;
export type Days = Unit<'days'>;
/** Events per 100 000 inhabitants and year, as UNODC reports crime. */
export type RatePer100000 = Unit<'per 100 000 a year'>;

/**
 * A count turned into a yearly rate per 100 000 inhabitants, or undefined where nobody lives (a rate is then without
 * meaning).
 */
export const ratePer100000 = (count: number, population: number, days: Days): RatePer100000 | undefined =>
  population > 0 && days > 0 ? (count / population) * 100_000 * (365.25 / days) : undefined;
