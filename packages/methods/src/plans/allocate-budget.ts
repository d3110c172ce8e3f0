import { type Insufficient, insufficient } from '../insufficient.ts';
import { numberWithin, positive, sameLength } from '../problems.ts';
import { type Planned, planned } from './planned.ts';

export interface AllocateBudgetOptions {
  readonly total: number;
  readonly least?: Float64Array | undefined;
  readonly most?: Float64Array | undefined;
}

export interface AllocateBudgetResult extends Planned {
  readonly kind: 'allocate-budget';
  readonly amounts: Float64Array;
  /** what a little more brings per unit, the same at every place not held by a limit */
  readonly marginal: number;
  readonly spare: number;
}

/**
 * How should a divisible budget (hours, money) be shared, where place i returns value·(1 − e^(−rate·amount))?
 *
 * @param values ≥ 0, what each place would return with no end of effort
 * @param rates > 0, how soon: 1 / rate is the amount that brings 63 %
 * @returns the amounts with a bound from their price, or `Insufficient` saying which limit cannot be met
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(places × 100): the price at which the wishes of all places use the budget is found by bisection (water filling).
 * Source: Koopman (1957), Operations Research 5(5), optimum distribution of searching effort; Everett (1963) for the bound.
 */
export const allocateBudget = (
  values: Float64Array,
  rates: Float64Array,
  { total, least, most }: AllocateBudgetOptions,
): AllocateBudgetResult | Insufficient => {
  const places = sameLength({ values, rates, least, most });
  numberWithin('total', total, 0);
  const low = new Float64Array(places);
  const high = new Float64Array(places);
  for (let i = 0; i < places; i++) {
    numberWithin(`values[${i}]`, values[i]!, 0);
    positive(`rates[${i}]`, rates[i]!);
    low[i] = least ? numberWithin(`least[${i}]`, least[i]!, 0) : 0;
    high[i] = most ? numberWithin(`most[${i}]`, most[i]!, 0) : total;
    if (low[i]! > high[i]!)
      return insufficient({
        reason: low[i]! > total ? 'least-above-total' : 'least-above-most',
        detail: `Place ${i} must get more than it may get.`,
        have: high[i]!,
        need: low[i]!,
      });
  }
  const promised = low.reduce((sum, amount) => sum + amount, 0);
  if (promised > total * (1 + 1e-12))
    return insufficient({
      reason: 'least-above-total',
      detail: 'The amounts that places must get are more than there is.',
      have: total,
      need: promised,
    });
  const wish = (i: number, price: number): number =>
    Math.min(high[i]!, Math.max(low[i]!, Math.log((values[i]! * rates[i]!) / price) / rates[i]!));
  const wishes = (price: number): number => {
    let sum = 0;
    for (let i = 0; i < places; i++) sum += wish(i, price);
    return sum;
  };
  let dear = Number.MIN_VALUE;
  for (let i = 0; i < places; i++) dear = Math.max(dear, values[i]! * rates[i]!);
  let cheap = dear * 1e-300;
  // bisection of the price's logarithm: prices span many orders of magnitude
  for (let round = 0; round < 100 && wishes(cheap) > total; round++) {
    const middle = Math.sqrt(dear) * Math.sqrt(cheap);
    if (wishes(middle) > total) cheap = middle;
    else dear = middle;
  }
  const price = wishes(cheap) <= total ? cheap : dear;
  const amounts = Float64Array.from(values, (_, i) => (values[i]! > 0 ? wish(i, price) : low[i]!));
  const given = amounts.reduce((sum, amount) => sum + amount, 0);
  let value = 0;
  let bound = price * total;
  for (let i = 0; i < places; i++) {
    const back = -values[i]! * Math.expm1(-rates[i]! * amounts[i]!);
    value += back;
    bound += back - price * amounts[i]!;
  }
  return {
    kind: 'allocate-budget',
    amounts,
    marginal: price,
    spare: Math.max(0, total - given),
    ...planned(value, Math.max(value, bound)),
  };
};
