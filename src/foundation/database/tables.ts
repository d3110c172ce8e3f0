import type { JSONColumnType } from 'kysely';

/** The tables as Kysely sees them; migrations/ says what each is for. */
export interface Tables {
  'bluehelm.mission': MissionTable;
  'bluehelm.organisation': { code: string; title: string };
  'bluehelm.record': RecordTable;
  'bluehelm.record_past': RecordPastTable;
  'bluehelm.fact': FactTable;
  'bluehelm.audit_entry': AuditTable;
  'bluehelm.head': { mission: string; seq: number; audit_seq: number; audit_hash: Buffer };
}

interface MissionTable {
  id: string;
  name: string;
  title: string;
  simulated: boolean;
  created_at: Date;
}

export interface RecordTable {
  mission: string;
  id: string;
  kind: string;
  version: number;
  state: string;
  title: string;
  when_start: Date | null;
  when_end: Date | null;
  when_precision: number | null;
  lon: number | null;
  lat: number | null;
  place_precision: number | null;
  geometry: JSONColumnType<object> | null;
  west: number | null;
  south: number | null;
  east: number | null;
  north: number | null;
  marking: number;
  source: string | null;
  source_id: string | null;
  source_hash: Buffer | null;
  source_import: string | null;
  source_line: number | null;
  source_raw: string | null;
  provenance: JSONColumnType<object>;
  body: JSONColumnType<object>;
  search: string;
  seq: number;
  created_at: Date;
  changed_at: Date;
  changed_by: string;
}

interface RecordPastTable {
  mission: string;
  id: string;
  version: number;
  marking: number;
  snapshot: JSONColumnType<object>;
  changed_at: Date;
  changed_by: string;
}

interface FactTable {
  mission: string;
  id: string;
  kind: string;
  marking: number;
  start_at: Date;
  end_at: Date;
  date_precision: number;
  lon: number;
  lat: number;
  place_precision: number;
  cell: string;
  category: number;
  low: number;
  best: number;
  high: number;
  flags: number;
}

interface AuditTable {
  mission: string;
  seq: number;
  at: Date;
  actor: string;
  act: string;
  subject: string;
  marking: number;
  detail: JSONColumnType<object>;
  hash: Buffer;
}
