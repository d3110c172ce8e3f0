import type { Breath } from '../long-run.ts';
import { likelihoodAt } from './likelihood.ts';
import type { Prepared } from './prepared.ts';

// of the events that are explained, at the start
const EXCITED_SHARE = 0.2;
const SCALES = 7;

/** A place to start from: a fifth of the events excited, at the likeliest of seven scales of distance. */
export const startFor = async (prepared: Prepared, breath: Breath): Promise<Float64Array> => {
  const { layout, knots, space } = prepared;
  let best = { logLikelihood: Number.NEGATIVE_INFINITY, theta: startAt(prepared, knots.reach / 4) };
  const scales = space.names.length === 0 ? 1 : SCALES;
  for (let halvings = 1; halvings <= scales; halvings++) {
    const theta = startAt(prepared, knots.reach / 2 ** halvings);
    // with an epidemic intercept of 0 the expected offspring say which intercept brings the share
    const { offspring } = await likelihoodAt(prepared, theta, breath);
    const expected = offspring.reduce((sum, value) => sum + value, 0);
    theta[layout.epidemic] = Math.log((EXCITED_SHARE * prepared.pairs.explained.length) / expected);
    const { logLikelihood } = await likelihoodAt(prepared, theta, breath);
    if (logLikelihood > best.logLikelihood) best = { logLikelihood, theta };
  }
  return best.theta;
};

const startAt = (prepared: Prepared, scale: number): Float64Array => {
  const { layout, rows, epidemic, pairs, space, time } = prepared;
  const theta = new Float64Array(layout.size);
  const exposure = rows.weight.reduce((sum, value) => sum + value, 0);
  for (let k = 0; k < layout.intercepts; k++) {
    const own =
      layout.intercepts === 1
        ? pairs.explained.length / epidemic.types
        : Math.max(
            0.5,
            pairs.explained.reduce((sum, i) => sum + (epidemic.type[i] === k ? 1 : 0), 0),
          );
    theta[k] = Math.log(((1 - EXCITED_SHARE) * own) / exposure);
  }
  theta.set(space.start(scale), layout.space);
  theta.set(time.start(epidemic.reachTime.reduce((most, reach) => Math.max(most, reach), 0)), layout.time);
  return theta;
};
