type Pattern =
  | 'new'
  | 'consecutive'
  | 'intensifying'
  | 'persistent'
  | 'diminishing'
  | 'sporadic'
  | 'oscillating'
  | 'historical';

/** How a place has been a hot (or cold) spot over time: one of eight patterns each, or none. */
export type EmergingClass = `${Pattern}-hot` | `${Pattern}-cold` | 'none';

/** Of all steps: from this share on a place counts as always hot. */
const NEARLY_ALWAYS = 0.9;

/**
 * The pattern of one place.
 * @param states per step: 1 a hot spot, −1 a cold spot, 0 neither
 * @param trend 1 where the score rises beyond chance, −1 where it falls, 0 otherwise
 *
 * Hot spots, cold ones the other way round. Hot in nine steps of ten: `historical` if the last is not hot, else
 * `intensifying`, `diminishing` or `persistent` by the trend. Otherwise, if the last step is hot: `new` if no other ever
 * was, `consecutive` if only one run up to the last was, `oscillating` if the place was ever cold, else `sporadic`.
 * Source: the seventeen categories of ArcGIS Pro's "How Emerging Hot Spot Analysis works"; where two of its
 * descriptions fit, the earlier one in its list is taken.
 */
export const emergingClass = (states: Int8Array, trend: -1 | 0 | 1): EmergingClass => {
  const hot = patternOf(states, 1, trend);
  if (hot) return `${hot}-hot`;
  // a cold spot intensifies as its scores fall
  const cold = patternOf(states, -1, trend === 0 ? 0 : trend === 1 ? -1 : 1);
  return cold ? `${cold}-cold` : 'none';
};

const patternOf = (states: Int8Array, sign: 1 | -1, stronger: -1 | 0 | 1): Pattern | undefined => {
  const steps = states.length;
  const such = states.reduce((count, state) => count + (state === sign ? 1 : 0), 0);
  const last = states[steps - 1] === sign;
  if (such >= NEARLY_ALWAYS * steps) {
    if (!last) return 'historical';
    return stronger > 0 ? 'intensifying' : stronger < 0 ? 'diminishing' : 'persistent';
  }
  if (!last) return undefined;
  if (such === 1) return 'new';
  let run = 0;
  while (states[steps - 1 - run] === sign) run++;
  if (run === such) return 'consecutive';
  return states.includes(-sign) ? 'oscillating' : 'sporadic';
};
