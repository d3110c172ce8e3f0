import type { DatePrecision, LonLat, PlacePrecision } from '@bluehelm/kernel';
import type { Static, TObject } from 'typebox';
import type { Right } from '../access/index.ts';

/** A state of a kind's life cycle. */
export interface State {
  readonly name: string;
  readonly title: string;
}

/** A move of the life cycle and the right it takes. */
export interface Move {
  readonly from: string;
  readonly to: string;
  readonly right: Right;
}

/** A code list: number as stored in facts, name as written in bodies and exports, title as read by people. */
export interface Term {
  readonly number: number;
  readonly name: string;
  readonly title: string;
  /** the group it is shown under */
  readonly group?: string;
  /** code in the field's classification: `ICCS 0401`, `UCDP 1` */
  readonly code?: string;
}

/** The narrow row a kind projects for analysis. Counts are whole numbers, low ≤ best ≤ high. */
export interface Fact {
  readonly category: number;
  readonly low: number;
  readonly best: number;
  readonly high: number;
  readonly flags: number;
}

/** A column of tables and CSV: where its value comes from and how it is shown. */
export interface Column {
  readonly name: string;
  readonly title: string;
  /** path into the record as answered by the API: `body.category`, `when.start` */
  readonly path: string;
  readonly format?: 'text' | 'number' | 'date' | 'term' | 'state';
}

export interface Field {
  /** path into the body: `deaths.best` */
  readonly path: string;
  readonly title: string;
  readonly input?: 'text' | 'long-text' | 'number' | 'term' | 'choice' | 'list';
  readonly help?: string;
}

/**
 * A kind of record, declared once in its room. From this the foundation gives storage, history, REST, OpenAPI, OGC API
 * Features, exports, table, form, map and time line.
 */
export interface Kind<Schema extends TObject = TObject> {
  /** singular, lower case, hyphens: `incident` */
  readonly name: string;
  readonly title: string;
  readonly plural: string;
  readonly description: string;
  /** JSON Schema of the body */
  readonly body: Schema;
  readonly states: readonly State[];
  readonly initial: string;
  readonly moves: readonly Move[];
  readonly create: Right;
  readonly edit: Right;
  readonly place: 'required' | 'optional' | 'none';
  /** whether places are points, or may be lines and areas */
  readonly shape?: 'point' | 'any';
  readonly time: 'required' | 'optional' | 'none';
  /** the line a record is known by in lists */
  readonly headline: (body: Static<Schema>) => string;
  /** words found by text search, beside the headline */
  readonly words?: (body: Static<Schema>) => string;
  /** analysis: needs place and time to be required */
  readonly analysis?: {
    readonly categories: readonly Term[];
    /** states in which a record is not counted: `refuted` */
    readonly uncounted?: readonly string[];
    /** what low/best/high count: `deaths` */
    readonly measure: string;
    readonly fact: (body: Static<Schema>) => Fact;
  };
  readonly columns: readonly Column[];
  readonly csv: readonly Column[];
  readonly form: readonly Field[];
  /** made by a method and never by hand */
  readonly derived?: boolean;
}

export type AnyKind = Kind<TObject>;

/** Keeps the body's type while the declaration is checked. */
export const kind = <Schema extends TObject>(declared: Kind<Schema>): Kind<Schema> => declared;

export interface Where extends LonLat {
  readonly precision: PlacePrecision;
}

export interface WhenGiven {
  readonly start: number;
  readonly end: number;
  readonly precision: DatePrecision;
}
