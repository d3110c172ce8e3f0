/** What can go wrong, as the caller should hear it: a stable code, what was given, what was expected, how to mend it. */
export interface ProblemDefinition {
  /** stable, upper-case, starts with the room's name: `INCIDENT_DUPLICATE` */
  readonly code: string;
  /** HTTP status this problem is answered with */
  readonly status: number;
  /** one short sentence, the same for every occurrence */
  readonly title: string;
}

/** One fault inside a larger input: a field, a column, a row. */
export interface Fault {
  /** JSON pointer, column name or parameter name */
  readonly where: string;
  readonly given?: unknown;
  readonly expected: string;
}

/** An RFC 9457 problem as an Error. `detail` says what was given and what was expected; `mend` how to put it right. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly mend: string | undefined;
  readonly faults: readonly Fault[];

  constructor(
    definition: ProblemDefinition,
    detail: string,
    options: { mend?: string; faults?: readonly Fault[]; cause?: unknown } = {},
  ) {
    super(`${definition.code}: ${detail}${options.mend ? ` ${options.mend}` : ''}`, { cause: options.cause });
    this.name = 'Problem';
    this.code = definition.code;
    this.status = definition.status;
    this.title = definition.title;
    this.detail = detail;
    this.mend = options.mend;
    this.faults = options.faults ?? [];
  }

  /** The `application/problem+json` document of RFC 9457. */
  toJSON(): ProblemDocument {
    return {
      type: `https://bluehelm.org/problems/${this.code.toLowerCase().replaceAll('_', '-')}`,
      title: this.title,
      status: this.status,
      code: this.code,
      detail: this.detail,
      ...(this.mend === undefined ? {} : { mend: this.mend }),
      ...(this.faults.length === 0 ? {} : { faults: this.faults }),
    };
  }
}

export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly mend?: string;
  readonly faults?: readonly Fault[];
}

/** A room's catalogue of problems: names to definitions, codes checked unique at composition. */
export type ProblemCatalogue = Readonly<Record<string, ProblemDefinition>>;
