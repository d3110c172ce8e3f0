import type { Clearance } from '@bluehelm/kernel';
import type { Difference } from '../records/difference.ts';
import type { Column, Field, Move, State, Term } from '../records/kind.ts';
import type { MissionRecord } from '../records/record.ts';
import type { JsonSchema } from './form/schema.ts';

export type { Difference } from '../records/difference.ts';
export type { Column, Field, Move, State, Term } from '../records/kind.ts';
export type { MissionRecord } from '../records/record.ts';

/** What the server answers, as far as every page needs it. */
export interface Mission {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly simulated: boolean;
}

export interface SessionAnswer {
  readonly actor: string;
  readonly role: string;
  readonly rights: readonly string[];
  readonly clearance: Clearance;
  readonly mission: Mission;
  readonly missions: readonly Mission[];
}

/** A kind as the API declares it. */
export interface KindAnswer {
  readonly name: string;
  readonly title: string;
  readonly plural: string;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly states: readonly State[];
  readonly initial: string;
  readonly moves: readonly Move[];
  /** rights to make and to change one */
  readonly create: string;
  readonly edit: string;
  readonly place: 'required' | 'optional' | 'none';
  readonly time: 'required' | 'optional' | 'none';
  readonly shape?: 'point' | 'any';
  readonly categories?: readonly Term[];
  readonly measure?: string;
  /** states in which a record is not counted */
  readonly uncounted?: readonly string[];
  readonly columns: readonly Column[];
  readonly form: readonly Field[];
  readonly csv: readonly Column[];
  readonly derived?: boolean;
}

export interface RecordsAnswer {
  readonly records: readonly MissionRecord[];
  readonly next?: string;
  readonly count?: number;
}

export interface HistoryAnswer {
  readonly versions: readonly { readonly record: MissionRecord; readonly changes: readonly Difference[] }[];
}
