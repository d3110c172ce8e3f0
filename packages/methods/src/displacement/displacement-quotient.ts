import { normalQuantile } from '../distributions/normal.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { numberWithin } from '../problems.ts';

/** Incidents of one area before and after an intervention, over periods of equal length. */
export interface BeforeAfter {
  readonly before: number;
  readonly after: number;
}

export interface DisplacementData {
  /** where the intervention was */
  readonly target: BeforeAfter;
  /** the ring around it that crime could move to, or that could profit too */
  readonly buffer: BeforeAfter;
  /** a place out of reach of both, with the trend of the time */
  readonly control: BeforeAfter;
}

export interface DisplacementQuotient {
  readonly kind: 'displacement-quotient';
  /** A₁/C₁ − A₀/C₀: below 0 the target fared better than the control */
  readonly success: number;
  /** B₁/C₁ − B₀/C₀: below 0 the buffer fared better than the control too */
  readonly buffer: number;
  /** buffer / success: above 0 benefits spread, below 0 crime moved, below −1 more than was prevented */
  readonly quotient: number;
  readonly reading:
    | 'diffusion'
    | 'no-spillover'
    | 'displacement-smaller'
    | 'displacement-larger'
    | 'no-success';
  /** incidents prevented in the target, in the buffer (negative: added), and both, against the control's trend */
  readonly prevented: { readonly target: number; readonly buffer: number; readonly net: number };
  /** of `prevented.net`, 95 %, by the delta method for Poisson counts */
  readonly netInterval: { readonly low: number; readonly high: number };
}

/**
 * Did crime move round the corner? The weighted displacement quotient.
 *
 * @returns the quotient, or `Insufficient`: `no-events` when the control has none before or after (the quotient divides by
 * them), `no-change` when the target fared exactly as the control
 * @throws Problem METHOD_VALUE_INVALID for negative counts
 * Source: Bowers & Johnson (2003), Journal of Quantitative Criminology 19(3), 275–301.
 */
export const displacementQuotient = ({
  target,
  buffer,
  control,
}: DisplacementData): DisplacementQuotient | Insufficient => {
  for (const [name, { before, after }] of Object.entries({ target, buffer, control })) {
    numberWithin(`${name}.before`, before, 0);
    numberWithin(`${name}.after`, after, 0);
  }
  const least = Math.min(control.before, control.after);
  if (least === 0)
    return insufficient({
      reason: 'no-events',
      detail: 'The control area had no incidents before or after; the quotient divides by both.',
      have: 0,
      need: 1,
    });
  const success = target.after / control.after - target.before / control.before;
  const spill = buffer.after / control.after - buffer.before / control.before;
  // differences of the products say without rounding whether anything changed
  if (target.after * control.before === target.before * control.after)
    return insufficient({
      reason: 'no-change',
      detail:
        'The target area fared exactly as the control, so there is no effect whose spill-over could be measured.',
      have: 0,
      need: 1,
    });
  const quotient = spill / success;
  const trend = control.after / control.before;
  const saved = (area: BeforeAfter): number => area.before * trend - area.after;
  const prevented = { target: saved(target), buffer: saved(buffer), net: saved(target) + saved(buffer) };
  const both = target.before + buffer.before;
  const variance =
    target.after +
    buffer.after +
    both * trend ** 2 +
    (both * trend) ** 2 * (1 / control.before + 1 / control.after);
  const reach = normalQuantile(0.975) * Math.sqrt(variance);
  return {
    kind: 'displacement-quotient',
    success,
    buffer: spill,
    quotient,
    reading:
      success > 0
        ? 'no-success'
        : quotient > 0
          ? 'diffusion'
          : spill === 0
            ? 'no-spillover'
            : quotient >= -1
              ? 'displacement-smaller'
              : 'displacement-larger',
    prevented,
    netInterval: { low: prevented.net - reach, high: prevented.net + reach },
  };
};
