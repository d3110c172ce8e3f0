import type { LongRun } from '../long-run.ts';
import type { Table } from './table.ts';

/**
 * One setting of a method as people write it. `number`s: `1.5`; `numbers`, `words` and `columns`: separated by commas;
 * `flag`: `true` or `false`; `column`: the name of a column of the first table.
 */
export type ParameterType =
  | 'number'
  | 'integer'
  | 'flag'
  | 'word'
  | 'numbers'
  | 'words'
  | 'column'
  | 'columns';

export interface Parameter {
  readonly type: ParameterType;
  /** one lower-case line: what it does, its unit */
  readonly meaning: string;
  /** what holds when it is not given; without one and not `optional` it must be given */
  readonly default?: number | boolean | string | readonly number[] | readonly string[];
  readonly optional?: boolean;
  /** the words it may be */
  readonly choices?: readonly string[];
  readonly least?: number;
  readonly most?: number;
}

/** One column of an input table. `date`s are ISO days, `2024-03-01`. */
export interface Column {
  readonly name: string;
  readonly type: 'number' | 'word' | 'date';
  readonly meaning: string;
  readonly optional?: boolean;
}

/** One table that a method reads. */
export interface InputTable {
  readonly name: string;
  readonly meaning: string;
  /** columns with fixed names; others are named by parameters of type `column` and `columns` */
  readonly columns: readonly Column[];
  readonly optional?: boolean;
}

/** A parameter's value: as its type says, undefined where it is optional and was not given. */
// biome-ignore lint/suspicious/noExplicitAny: each method reads its own parameters as it declared them
export type ParameterValues = Readonly<Record<string, any>>;

export interface MethodCall extends LongRun {
  /** by the input's name; an optional table that was not given is undefined */
  readonly tables: Readonly<Record<string, Table>>;
  readonly parameters: ParameterValues;
  readonly seed: number;
}

/** How a method is called with tables and words: from the command line, a job or a notebook. */
export interface MethodEntry {
  /** kebab-case, the library's own name: `getis-ord` */
  readonly name: string;
  /** the card in docs/methods, without `.md`; several methods may share one */
  readonly card: string;
  /** one lower-case line: the question it answers */
  readonly summary: string;
  readonly tables: readonly InputTable[];
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** whether its result depends on a seed */
  readonly random?: boolean;
  /** plain data, typed arrays and numbers; `Insufficient` where the data cannot carry an answer */
  run(call: MethodCall): object | Promise<object>;
}
