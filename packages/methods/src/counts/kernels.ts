/**
 * One block of rows on its way through a likelihood. Kernels read the linear predictors and write, row by row, the score (first
 * derivative) and the information (minus the second) with respect to them and to τ = log θ.
 */
export interface Block {
  count: number;
  readonly y: Float64Array;
  readonly w: Float64Array;
  /** linear predictor of the counts, offset included */
  readonly eta: Float64Array;
  /** linear predictor of the zeros */
  readonly zeta: Float64Array;
  readonly scoreEta: Float64Array;
  readonly scoreZeta: Float64Array;
  /** without the part that depends on y and θ alone: `shapeSums` */
  readonly scoreTau: Float64Array;
  readonly etaEta: Float64Array;
  readonly etaZeta: Float64Array;
  readonly zetaZeta: Float64Array;
  readonly etaTau: Float64Array;
  readonly zetaTau: Float64Array;
  /** what count kernels leave to those built on them: the mean μ, and log(1 + μ/θ) where there is a θ */
  readonly mean: Float64Array;
  readonly log: Float64Array;
}

/** Sums over a block. */
export interface BlockSums {
  /** log-likelihood, without parts that depend on y alone or on y and θ alone */
  value: number;
  scoreTau: number;
  tauTau: number;
}

/**
 * Which information: `observed`, minus the Hessian; `expected`, its mean, or (mixtures) that of the complete data, which is never
 * negative.
 */
export type Information = 'observed' | 'expected';

export type Kernel = (block: Block, theta: number, information: Information, sums: BlockSums) => void;

/** log P = y η − μ − log y! */
export const poissonKernel: Kernel = (block, _theta, _information, sums) => {
  const { count, y, w, eta, scoreEta, etaEta } = block;
  let value = 0;
  for (let i = 0; i < count; i++) {
    const mean = Math.exp(eta[i]!);
    block.mean[i] = mean;
    const weight = w[i]!;
    value += weight * (y[i]! * eta[i]! - mean);
    scoreEta[i] = weight * (y[i]! - mean);
    etaEta[i] = weight * mean;
  }
  sums.value += value;
};

// below, log(1 + μ/θ) is as good as log1p and faster
const PLAIN_LOG_BELOW = 1000;

/** log P = log Γ(y+θ) − log Γ(θ) − y log θ − log y! + y η − (y + θ) log(1 + μ/θ): Lawless (1987), Hilbe (2011) NB2. */
export const negativeBinomialKernel: Kernel = (block, theta, information, sums) => {
  const { count, y, w, eta, scoreEta, scoreTau, etaEta, etaTau } = block;
  const observed = information === 'observed';
  const plain = theta < PLAIN_LOG_BELOW;
  const perTheta = 1 / theta;
  const { mean: means, log: logs } = block;
  let value = 0;
  let first = 0;
  let second = 0;
  for (let i = 0; i < count; i++) {
    const mean = Math.exp(eta[i]!);
    const ratio = mean * perTheta;
    const inverse = 1 / (theta + mean);
    const log = plain ? Math.log(1 + ratio) : Math.log1p(ratio);
    means[i] = mean;
    logs[i] = log;
    const counted = y[i]!;
    const weight = w[i]!;
    const gap = (counted - mean) * inverse;
    value += weight * (counted * eta[i]! - (counted + theta) * log);
    const score = weight * theta * gap;
    scoreEta[i] = score;
    const share = mean * inverse;
    etaEta[i] = observed ? weight * share * theta * (counted + theta) * inverse : weight * share * theta;
    etaTau[i] = observed ? -score * share : 0;
    const tau = -weight * theta * (log + gap);
    scoreTau[i] = tau;
    first += tau;
    second -= tau + weight * theta * (share + theta * gap * inverse);
  }
  sums.value += value;
  sums.scoreTau += first;
  sums.tauTau += second;
};

/** A zero that the count part could not bring: with probability π, logit π = ζ (Lambert 1992). */
export const zeroInflatedKernel =
  (shaped: boolean): Kernel =>
  (block, theta, information, sums) => {
    const observed = information === 'observed';
    (shaped ? negativeBinomialKernel : poissonKernel)(block, theta, information, sums);
    const { count, y, w, zeta, mean, log, scoreEta, scoreZeta, scoreTau } = block;
    const { etaEta, etaZeta, zetaZeta, etaTau, zetaTau } = block;
    const zero = emptyZero();
    // into variables of its own: sums kept in records are stored at every row
    let value = 0;
    let first = 0;
    let second = 0;
    for (let i = 0; i < count; i++) {
      const weight = w[i]!;
      const z = zeta[i]!;
      const away = Math.exp(-Math.abs(z));
      const share = 1 / (1 + away);
      const inflated = z > 0 ? share : away * share;
      const spread = away * share * share;
      etaZeta[i] = 0;
      zetaTau[i] = 0;
      value -= weight * ((z > 0 ? z : 0) + Math.log(1 + away));
      if (y[i]! > 0) {
        scoreZeta[i] = -weight * inflated;
        zetaZeta[i] = weight * spread;
        continue;
      }
      // the count part's zero: its log probability −decay, its derivatives
      setZero(zero, mean[i]!, log[i]!, theta, shaped);
      const { decay, bySlope, bend, byTau, bendTau } = zero;
      // posterior odds that the zero is a structural one: ζ − log P(0)
      const odds = z + decay;
      const off = Math.exp(-Math.abs(odds));
      const structural = (odds > 0 ? 1 : off) / (1 + off);
      const counted = 1 - structural;
      const mixed = observed ? structural * counted : 0;
      // log(π + (1 − π) P(0)) = log(e^ζ + P(0)) − log(1 + e^ζ); the count kernel has put in −decay
      value += weight * ((odds > 0 ? odds : 0) + Math.log(1 + off));
      scoreZeta[i] = weight * (structural - inflated);
      zetaZeta[i] = weight * (spread - mixed);
      scoreEta[i] = weight * counted * bySlope;
      etaEta[i] = weight * (counted * bend - mixed * bySlope * bySlope);
      etaZeta[i] = weight * mixed * bySlope;
      if (!shaped) continue;
      // take back what the count kernel added for a zero of its own
      first += weight * counted * byTau - scoreTau[i]!;
      second += weight * ((1 - counted) * (byTau + bendTau) - mixed * byTau * byTau);
      scoreTau[i] = weight * counted * byTau;
      etaTau[i] = observed ? weight * (counted * bendTau - mixed * bySlope * byTau) : 0;
      zetaTau[i] = weight * mixed * byTau;
    }
    sums.value += value;
    sums.scoreTau += first;
    sums.tauTau += second;
  };

/** Counts known to be above 0: log P(y) − log(1 − P(0)) (Mullahy 1986). */
export const truncatedKernel =
  (shaped: boolean): Kernel =>
  (block, theta, information, sums) => {
    const observed = information === 'observed';
    (shaped ? negativeBinomialKernel : poissonKernel)(block, theta, information, sums);
    const { count, w, mean, log, scoreEta, scoreTau, etaEta, etaTau } = block;
    const zero = emptyZero();
    let value = 0;
    let first = 0;
    let second = 0;
    for (let i = 0; i < count; i++) {
      const weight = w[i]!;
      setZero(zero, mean[i]!, log[i]!, theta, shaped);
      const { decay, bySlope, bend, byTau, bendTau } = zero;
      const positive = -Math.expm1(-decay);
      const odds = (1 - positive) / positive;
      const curve = odds * (1 + odds);
      value -= weight * Math.log(positive);
      scoreEta[i] = scoreEta[i]! + weight * odds * bySlope;
      const information2 = etaEta[i]! + weight * (odds * bend - curve * bySlope * bySlope);
      etaEta[i] = observed ? information2 : Math.max(information2, 0.05 * etaEta[i]!);
      if (!shaped) continue;
      scoreTau[i] = scoreTau[i]! + weight * odds * byTau;
      first += weight * odds * byTau;
      second -= weight * (curve * byTau * byTau + odds * (byTau + bendTau));
      etaTau[i] = observed ? etaTau[i]! + weight * (odds * bendTau - curve * bySlope * byTau) : 0;
    }
    sums.value += value;
    sums.scoreTau += first;
    sums.tauTau += second;
  };

/** log P = y ζ − log(1 + e^ζ) for y 0 or 1, ζ in the place of η. */
export const logitKernel: Kernel = ({ count, y, w, eta, scoreEta, etaEta }, _theta, _information, sums) => {
  let value = 0;
  for (let i = 0; i < count; i++) {
    const z = eta[i]!;
    const weight = w[i]!;
    const away = Math.exp(-Math.abs(z));
    const larger = 1 / (1 + away);
    const share = z > 0 ? larger : away * larger;
    value += weight * (y[i]! * z - (z > 0 ? z : 0) - Math.log(1 + away));
    scoreEta[i] = weight * (y[i]! - share);
    etaEta[i] = weight * away * larger * larger;
  }
  sums.value += value;
};

/** One step of it from β = 0 is the regression of log(y + ⅙), for θ = 1, that maximisation starts from. */
export const startKernel =
  (shaped: boolean): Kernel =>
  ({ count, y, w, eta, scoreEta, etaEta }) => {
    for (let i = 0; i < count; i++) {
      const mean = y[i]! + 1 / 6;
      const weight = w[i]! * (shaped ? mean / (1 + mean) : mean);
      etaEta[i] = weight;
      scoreEta[i] = weight * (Math.log(mean) - eta[i]!);
    }
  };

interface Zero {
  /** −log P(0) */
  decay: number;
  /** derivative of log P(0) by η, and minus its second */
  bySlope: number;
  bend: number;
  /** derivative of log P(0) by τ; minus that of `bySlope` by τ, which is also what lacks in the second derivative by τ */
  byTau: number;
  bendTau: number;
}

// written into one record per block: a new one per row would be most of the work
const emptyZero = (): Zero => ({ decay: 0.5, bySlope: 0.5, bend: 0.5, byTau: 0.5, bendTau: 0.5 });

/** @param log log(1 + μ/θ) */
const setZero = (zero: Zero, mean: number, log: number, theta: number, shaped: boolean): void => {
  if (!shaped) {
    zero.decay = mean;
    zero.bySlope = -mean;
    zero.bend = mean;
    return;
  }
  const inverse = 1 / (theta + mean);
  const share = mean * inverse;
  zero.decay = theta * log;
  zero.bySlope = -theta * share;
  zero.bend = theta * share * theta * inverse;
  zero.byTau = theta * (share - log);
  zero.bendTau = theta * share * share;
};
