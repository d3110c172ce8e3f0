import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { allFinite, methodProblems, sameLength, wholeNumber } from '../problems.ts';
import { type Planned, planned } from './planned.ts';

export interface AllocateUnitsOptions {
  /** how many units there are to give */
  readonly total: number;
  /** per place, units it must get; default none */
  readonly least?: Int32Array | undefined;
  /** per place, units it may get; default as far as its returns are told */
  readonly most?: Int32Array | undefined;
}

export interface AllocateUnitsResult extends Planned {
  readonly kind: 'allocate-units';
  readonly units: Int32Array;
  /** units not given, as no place would gain by them or may take them */
  readonly spare: number;
  /** what the last unit that was given by choice brought; what one more would bring at most */
  readonly lastGain: number;
  readonly nextGain: number;
}

/**
 * How many units (patrols, kits, inspectors) should each place get, where each unit brings less than the one before?
 *
 * @param returns per place what 0, 1, 2, … units bring; every further unit no more than the one before
 * @returns the best allocation, or `Insufficient` saying which limit cannot be met
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID where a return is not concave
 *
 * O(places + total · log places). Giving each unit where it brings most is optimal for concave returns: Gross (1956);
 * Fox (1966), Management Science 13(3); limits per place keep it so (Federgruen & Groenevelt 1986).
 */
export const allocateUnits = (
  returns: readonly Float64Array[],
  { total, least, most }: AllocateUnitsOptions,
): AllocateUnitsResult | Insufficient => {
  sameLength({ returns, least, most });
  wholeNumber('total', total, 0);
  returns.forEach((values, i) => {
    allFinite(`returns[${i}]`, values);
    concave(values, i);
  });
  const units = Int32Array.from(returns, (_, i) => wholeNumber(`least[${i}]`, least?.[i] ?? 0, 0));
  const limits = Int32Array.from(returns, (values, i) =>
    Math.min(values.length - 1, wholeNumber(`most[${i}]`, most?.[i] ?? values.length - 1, 0)),
  );
  const crossed = units.findIndex((low, i) => low > limits[i]!);
  if (crossed >= 0)
    return insufficient({
      reason: 'least-above-most',
      detail: `Place ${crossed} must get more units than it may get, or than its returns are told for.`,
      have: limits[crossed]!,
      need: units[crossed]!,
    });
  const promised = units.reduce((sum, low) => sum + low, 0);
  if (promised > total)
    return insufficient({
      reason: 'least-above-total',
      detail: 'The units that places must get are more than there are.',
      have: total,
      need: promised,
    });
  const gain = (i: number): number =>
    units[i]! < limits[i]! ? returns[i]![units[i]! + 1]! - returns[i]![units[i]!]! : Number.NEGATIVE_INFINITY;
  const heap = heapOf(Float64Array.from(returns, (_, i) => gain(i)));
  let left = total - promised;
  let lastGain = Number.NaN;
  for (; left > 0 && heap.top() >= 0 && returns.length > 0; left--) {
    if (heap.value() <= 0) break;
    lastGain = heap.value();
    units[heap.top()]!++;
    heap.change(gain(heap.top()));
  }
  const value = returns.reduce((sum, values, i) => sum + values[units[i]!]!, 0);
  return {
    kind: 'allocate-units',
    units,
    spare: left,
    lastGain,
    nextGain: Math.max(0, heap.value()),
    ...planned(value, value),
  };
};

// a rise in the gains by rounding alone is no fault
const concave = (values: Float64Array, i: number): void => {
  if (values.length === 0)
    throw new Problem(methodProblems.value, `returns[${i}] is empty; what 0 units bring was expected first.`);
  for (let k = 2; k < values.length; k++) {
    const rise = values[k]! - 2 * values[k - 1]! + values[k - 2]!;
    if (rise > 1e-12 * (Math.abs(values[k]!) + 2 * Math.abs(values[k - 1]!) + Math.abs(values[k - 2]!)))
      throw new Problem(
        methodProblems.value,
        `returns[${i}] brings more with unit ${k} than with the one before; falling or equal gains were expected.`,
        { mend: 'Smooth the returns, or take their concave hull.' },
      );
  }
};

/** Places by falling value, ties by number, of which only the first changes. */
const heapOf = (values: Float64Array) => {
  const places = Int32Array.from(values.keys());
  const before = (a: number, b: number): boolean =>
    values[a]! > values[b]! || (values[a] === values[b] && a < b);
  const sink = (from: number): void => {
    const place = places[from]!;
    let at = from;
    for (let child = 2 * at + 1; child < places.length; child = 2 * at + 1) {
      if (child + 1 < places.length && before(places[child + 1]!, places[child]!)) child++;
      if (!before(places[child]!, place)) break;
      places[at] = places[child]!;
      at = child;
    }
    places[at] = place;
  };
  for (let at = (places.length >> 1) - 1; at >= 0; at--) sink(at);
  return {
    top: (): number => places[0] ?? -1,
    value: (): number => values[places[0] ?? -1] ?? Number.NEGATIVE_INFINITY,
    change: (value: number): void => {
      values[places[0]!] = value;
      sink(0);
    },
  };
};
