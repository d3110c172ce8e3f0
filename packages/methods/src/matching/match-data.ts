import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { allFinite, methodProblems, sameLength } from '../problems.ts';

export interface MatchingData {
  /** 1 for treated units, else 0 */
  readonly treated: ArrayLike<number>;
  /** what the groups should resemble each other in: one number a unit each */
  readonly covariates: Readonly<Record<string, Float64Array>>;
  /** labels that matched units must share, e.g. a country or a kind of place */
  readonly exact?: Readonly<Record<string, ArrayLike<string | number>>> | undefined;
}

export interface Groups {
  readonly units: number;
  readonly treated: Int32Array;
  readonly controls: Int32Array;
  /** per unit, the number of its combination of labels */
  readonly stratum: Int32Array;
}

/** @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID */
export const groupsOf = ({ treated, covariates, exact = {} }: MatchingData): Groups | Insufficient => {
  const units = sameLength({ treated, ...covariates, ...exact });
  for (const [name, values] of Object.entries(covariates)) allFinite(name, values);
  const sides: [number[], number[]] = [[], []];
  for (let i = 0; i < units; i++) {
    const side = treated[i];
    if (side !== 0 && side !== 1)
      throw new Problem(methodProblems.value, `treated[${i}] is ${side}; 0 or 1 was expected.`);
    sides[side].push(i);
  }
  if (Math.min(sides[0].length, sides[1].length) === 0)
    return insufficient({
      reason: 'one-group',
      detail: 'Matching needs treated units and controls.',
      have: 1,
      need: 2,
    });
  return {
    units,
    treated: Int32Array.from(sides[1]),
    controls: Int32Array.from(sides[0]),
    stratum: strataOf(units, Object.values(exact)),
  };
};

/** Numbers the combinations of labels. */
export const strataOf = (units: number, labels: readonly ArrayLike<string | number>[]): Int32Array => {
  let stratum = new Int32Array(units);
  for (const column of labels) {
    const numbers = new Map<string, number>();
    stratum = stratum.map((before, i) => {
      const key = `${before} ${column[i]}`;
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, numbers.size);
      return numbers.size - 1;
    });
  }
  return stratum;
};
