import type { Highs } from 'highs';

/**
 * Where exact answers get their solver, HiGHS as WebAssembly. By default the package `highs` is loaded when first
 * needed; in a browser whose bundler does not place `highs.wasm`, say where it lies or give a loaded instance.
 */
export type SolverSource =
  | { readonly instance: Highs }
  | { readonly locateFile?: (file: string) => string; readonly wasmModule?: WebAssembly.Module };

export const loadSolver = async (source: SolverSource = {}): Promise<Highs> => {
  if ('instance' in source) return source.instance;
  const module = await import('highs');
  // its types speak of CommonJS, where the loader lies one `default` deeper than in the module that is imported
  const load = module.default as unknown as typeof module.default.default;
  return load(source);
};

export interface MixedAnswer {
  readonly status: 'optimal' | 'stopped' | 'infeasible';
  readonly value: number;
  /** from the solver's tree: nothing is better */
  readonly bound: number;
  readonly columns: Float64Array;
}

/** A linear model with whole-number columns, built row by row. */
export class MixedModel {
  readonly #costs: number[] = [];
  readonly #upper: number[] = [];
  readonly #whole: number[] = [];
  readonly #rowLower: number[] = [];
  readonly #rowUpper: number[] = [];
  readonly #starts: number[] = [0];
  readonly #indices: number[] = [];
  readonly #values: number[] = [];

  /** a column from 0 to `upper`; its number */
  column(cost: number, upper: number, whole: boolean): number {
    this.#upper.push(upper);
    this.#whole.push(whole ? 1 : 0);
    return this.#costs.push(cost) - 1;
  }

  row(lower: number, upper: number, entries: readonly (readonly [column: number, value: number])[]): void {
    this.#rowLower.push(lower);
    this.#rowUpper.push(upper);
    for (const [column, value] of entries) {
      this.#indices.push(column);
      this.#values.push(value);
    }
    this.#starts.push(this.#indices.length);
  }

  /** Blocks the thread. Ends after `maxNodes` branches, so that the answer depends on no clock. */
  solve(
    solver: Highs,
    sense: 'maximize' | 'minimize',
    { maxNodes, start }: { readonly maxNodes: number; readonly start?: Float64Array | undefined },
  ): MixedAnswer {
    const numCols = this.#costs.length;
    const numRows = this.#rowLower.length;
    return solver.withModel(
      {
        numCols,
        numRows,
        sense: solver.constants.objectiveSense[sense],
        colCost: this.#costs,
        colLower: new Float64Array(numCols),
        colUpper: this.#upper,
        rowLower: this.#rowLower,
        rowUpper: this.#rowUpper,
        integrality: Int32Array.from(this.#whole),
        matrix: {
          format: 'csr',
          numRows,
          numCols,
          starts: this.#starts,
          indices: this.#indices,
          values: this.#values,
        },
      },
      (model): MixedAnswer => {
        model.options.set({ output_flag: false, mip_rel_gap: 0, mip_abs_gap: 1e-9, mip_max_nodes: maxNodes });
        if (start) model.setSolution({ colValue: start });
        model.run();
        const status = model.getModelStatus();
        const known = solver.constants.modelStatus;
        return {
          status:
            status === known.optimal ? 'optimal' : status === known.infeasible ? 'infeasible' : 'stopped',
          value: model.getObjectiveValue(),
          bound: Number(model.info.get('mip_dual_bound')),
          columns: model.getSolution().colValue ?? new Float64Array(0),
        };
      },
    );
  }
}
