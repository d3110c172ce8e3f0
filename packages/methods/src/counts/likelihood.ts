import type { Breath } from '../long-run.ts';
import type { Block, BlockSums, Information, Kernel } from './kernels.ts';
import { addProducts, addSums, type BlockColumns, mirror, type ScaledDesign } from './scaled-design.ts';
import { type ShapeSums, shapeSums, type Tally } from './tally.ts';

/** A design and what is added to its linear predictor. */
export interface Part {
  readonly scaled: ScaledDesign;
  readonly offset?: Float64Array | undefined;
}

/**
 * A count model as a function of its parameters: the coefficients of the counts, those of the zeros where there is such a part,
 * and τ = log θ last where the counts are negative binomial.
 */
export interface Likelihood {
  readonly outcome: Float64Array;
  readonly weights?: Float64Array | undefined;
  readonly count: Part;
  readonly zero?: Part | undefined;
  readonly kernel: Kernel;
  readonly shaped: boolean;
  /** undefined where the outcome is no count */
  readonly tally?: Tally | undefined;
}

/** Log-likelihood, its gradient, and the information (row by row). */
export interface Derivatives {
  readonly value: number;
  readonly gradient: Float64Array;
  readonly information: Float64Array;
}

export const parameterCount = ({ count, zero, shaped }: Likelihood): number =>
  count.scaled.width + (zero?.scaled.width ?? 0) + (shaped ? 1 : 0);

/** The rows from `from` on, and their columns on the scale searched on. */
export interface VisitedRows {
  readonly from: number;
  readonly block: Block;
  readonly stride: number;
  readonly count: BlockColumns;
  readonly zero: BlockColumns | undefined;
}

// the columns of a block should stay in the nearest cache
const CACHED_NUMBERS = 3072;

/** Runs the likelihood's kernel over all rows, block by block. O(rows · columns) beside what `visit` does. */
export const visitRows = async (
  likelihood: Likelihood,
  parameters: Float64Array,
  information: Information,
  breath: Breath,
  share: number,
  visit: (rows: VisitedRows) => void,
): Promise<BlockSums> => {
  const { outcome, weights, count, zero, kernel, shaped } = likelihood;
  const width = count.scaled.width;
  const zeroWidth = zero?.scaled.width ?? 0;
  const cached = Math.max(32, Math.floor(CACHED_NUMBERS / (width + zeroWidth + 1)));
  const stride = Math.min(512, cached, outcome.length);
  const theta = shaped ? Math.exp(parameters[width + zeroWidth]!) : Number.POSITIVE_INFINITY;
  const line = (): Float64Array => new Float64Array(stride);
  const block: Block = {
    count: 0,
    y: line(),
    w: line().fill(1),
    eta: line(),
    zeta: line(),
    scoreEta: line(),
    scoreZeta: line(),
    scoreTau: line(),
    etaEta: line(),
    etaZeta: line(),
    zetaZeta: line(),
    etaTau: line(),
    zetaTau: line(),
    mean: line(),
    log: line(),
  };
  const counts: BlockColumns = {
    from: 0,
    columns: new Float64Array(width * stride),
    width,
  };
  const zeros: BlockColumns | undefined = zero && {
    from: width,
    columns: new Float64Array(zeroWidth * stride),
    width: zeroWidth,
  };
  const sums: BlockSums = { value: 0, scoreTau: 0, tauTau: 0 };
  for (let from = 0; from < outcome.length; from += stride) {
    const rows = Math.min(stride, outcome.length - from);
    block.count = rows;
    for (let i = 0; i < rows; i++) block.y[i] = outcome[from + i]!;
    if (weights !== undefined) for (let i = 0; i < rows; i++) block.w[i] = weights[from + i]!;
    predict(block.eta, count, counts, parameters, from, rows, stride);
    if (zeros !== undefined) predict(block.zeta, zero!, zeros, parameters, from, rows, stride);
    kernel(block, theta, information, sums);
    visit({ from, block, stride, count: counts, zero: zeros });
    if (breath.due()) await breath.take(share);
  }
  return sums;
};

/** Loads a part's columns of the rows, as `loadRows`, and their linear predictor into `into`. */
const predict = (
  into: Float64Array,
  { scaled: { design, centre, scale }, offset }: Part,
  { from: first, columns, width }: BlockColumns,
  parameters: Float64Array,
  from: number,
  rows: number,
  stride: number,
): void => {
  const { values } = design;
  if (offset === undefined) into.fill(0, 0, rows);
  else for (let i = 0; i < rows; i++) into[i] = offset[from + i]!;
  for (let j = 0; j < width; j++) {
    const coefficient = parameters[first + j]!;
    const middle = centre[j]!;
    const factor = scale[j]!;
    const start = j * stride;
    let at = from * width + j;
    for (let i = 0; i < rows; i++) {
      const value = (values[at]! - middle) * factor;
      columns[start + i] = value;
      into[i] = into[i]! + coefficient * value;
      at += width;
    }
  }
};

/**
 * Value, gradient and information at the parameters: one pass over the rows, O(rows · columns²).
 * @param predictors where the linear predictors are to be kept
 */
export const derivatives = async (
  likelihood: Likelihood,
  parameters: Float64Array,
  information: Information,
  breath: Breath,
  share: number,
  predictors: { readonly eta?: Float64Array; readonly zeta?: Float64Array } = {},
): Promise<Derivatives> => {
  const { tally, shaped } = likelihood;
  const size = parameterCount(likelihood);
  const gradient = new Float64Array(size);
  const matrix = new Float64Array(size * size);
  const last = (size - 1) * size;
  // a row of the matrix as a vector of its own, for sums with τ
  const withTau = new Float64Array(size);
  const sums = await visitRows(
    likelihood,
    parameters,
    information,
    breath,
    share,
    ({ from, block, stride, count, zero }) => {
      const rows = block.count;
      predictors.eta?.set(block.eta.subarray(0, rows), from);
      predictors.zeta?.set(block.zeta.subarray(0, rows), from);
      addSums(gradient, count, block.scoreEta, rows, stride);
      addProducts(matrix, size, count, count, block.etaEta, rows, stride);
      if (shaped) addSums(withTau, count, block.etaTau, rows, stride);
      if (zero === undefined) return;
      addSums(gradient, zero, block.scoreZeta, rows, stride);
      addProducts(matrix, size, zero, zero, block.zetaZeta, rows, stride);
      addProducts(matrix, size, zero, count, block.etaZeta, rows, stride);
      if (shaped) addSums(withTau, zero, block.zetaTau, rows, stride);
    },
  );
  let value = sums.value - (tally?.logFactorials ?? 0);
  if (shaped) {
    const theta = Math.exp(parameters[size - 1]!);
    const alone: ShapeSums = shapeSums(tally!, theta);
    value += alone.logs;
    for (let j = 0; j < size - 1; j++) matrix[last + j] = information === 'observed' ? withTau[j]! : 0;
    gradient[size - 1] = sums.scoreTau + theta * alone.first;
    matrix[last + size - 1] = sums.tauTau - theta * alone.first + theta * theta * alone.second;
  }
  mirror(matrix, size);
  return { value, gradient, information: matrix };
};
