-- the tables every room stands on; every mission's table begins with the mission, which is a cluster's distribution column

create schema if not exists bluehelm;

-- what only the owner reads: the application role's name and password
create table bluehelm.owner_secret (
  name text primary key,
  value text not null
);

create table bluehelm.mission (
  id uuid primary key,
  name text not null unique,
  title text not null,
  simulated boolean not null default false,
  created_at timestamptz not null default now()
);

create table bluehelm.organisation (
  code text primary key,
  title text not null
);

-- distinct markings are few; a record points to one by its number, which is also its bit in a session's bit set
create table bluehelm.marking (
  number int primary key,
  key text not null unique,
  marking jsonb not null
);

-- what lets a person or a program in; only a hash of the secret is kept
create table bluehelm.credential (
  id uuid primary key,
  hash bytea not null unique,
  use text not null check (use in ('sign-in', 'session', 'api')),
  label text not null,
  -- null: every mission of this installation
  mission uuid references bluehelm.mission (id),
  role text not null,
  organisation text not null,
  level text not null,
  compartments text[] not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz
);

-- one row per mission: the end of its change feed and of its audit chain. Who writes locks it first, so that the
-- order of the feed is the order of the commits
create table bluehelm.head (
  mission uuid primary key,
  seq bigint not null default 0,
  audit_seq bigint not null default 0,
  audit_hash bytea not null default '\x'
);

create table bluehelm.record (
  mission uuid not null,
  id uuid not null,
  kind text not null,
  version int not null,
  state text not null,
  title text not null,
  when_start timestamptz,
  when_end timestamptz,
  when_precision smallint,
  lon float8,
  lat float8,
  place_precision smallint,
  -- only what is more than a point, with the box around it
  geometry jsonb,
  west float8,
  south float8,
  east float8,
  north float8,
  marking int not null,
  source text,
  source_id text,
  -- hash of the source's row, to know an unchanged row without comparing it
  source_hash bytea,
  -- the import it came with, the line it stood on, and the row as it was read
  source_import uuid,
  source_line int,
  source_raw text,
  provenance jsonb not null,
  -- json, not jsonb: kept as written, and half the cost of taking in; what analysis needs is in fact
  body json not null,
  -- a column of its own: row security keeps an index on an expression from being used
  search tsvector not null,
  seq bigint not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (mission, id)
);
create unique index record_source on bluehelm.record (mission, source, source_id) where source is not null;
create unique index record_seq on bluehelm.record (mission, seq);
create index record_time on bluehelm.record (mission, kind, when_start desc, id desc);
create index record_place on bluehelm.record (mission, kind, lat, lon) where lat is not null;
create index record_search on bluehelm.record using gin (search);

-- versions that are no longer current; the current one is in record
create table bluehelm.record_past (
  mission uuid not null,
  id uuid not null,
  version int not null,
  marking int not null,
  snapshot jsonb not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (mission, id, version)
);

-- the narrow row that analysis reads as columns
create table bluehelm.fact (
  mission uuid not null,
  id uuid not null,
  kind text not null,
  marking int not null,
  start_at timestamptz not null,
  end_at timestamptz not null,
  date_precision smallint not null,
  lon float8 not null,
  lat float8 not null,
  place_precision smallint not null,
  cell bigint not null,
  category smallint not null,
  -- the kind's measure (deaths of an incident) as a range
  low int not null,
  best int not null,
  high int not null,
  flags int not null,
  primary key (mission, id)
);

create table bluehelm.audit_entry (
  mission uuid not null,
  seq bigint not null,
  at timestamptz not null,
  actor text not null,
  act text not null,
  subject text not null,
  marking int not null,
  detail jsonb not null,
  hash bytea not null,
  primary key (mission, seq)
);

-- row security: the marking's bit is set and the mission is the session's; nothing is visible where nothing is set.
-- a reader's session may not write: inserts and updates ask for the setting as well. Nobody deletes.
alter table bluehelm.record enable row level security;
alter table bluehelm.record_past enable row level security;
alter table bluehelm.fact enable row level security;
alter table bluehelm.audit_entry enable row level security;
alter table bluehelm.head enable row level security;

create policy record_read on bluehelm.record for select using (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) = 1
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid);
create policy record_add on bluehelm.record for insert with check (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) = 1
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.write', true) = 'on');
create policy record_change on bluehelm.record for update using (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) = 1
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.write', true) = 'on');

create policy past_read on bluehelm.record_past for select using (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) = 1
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid);
create policy past_add on bluehelm.record_past for insert with check (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) = 1
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.write', true) = 'on');
-- only its marking is ever changed, when the record's becomes stricter (a column grant says so)
create policy past_mark on bluehelm.record_past for update using (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) = 1
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.write', true) = 'on');

create policy fact_read on bluehelm.fact for select using (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) = 1
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid);
create policy fact_add on bluehelm.fact for insert with check (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) = 1
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.write', true) = 'on');
create policy fact_change on bluehelm.fact for update using (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) = 1
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.write', true) = 'on');

-- reading the audit trail takes its own right, given by a setting of the session; everyone's acts are added to it
create policy audit_read on bluehelm.audit_entry for select using (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) = 1
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.audit', true) = 'on');
create policy audit_add on bluehelm.audit_entry for insert with check (
  mission = nullif(current_setting('bluehelm.mission', true), '')::uuid);

create policy head_all on bluehelm.head for select using (
  mission = nullif(current_setting('bluehelm.mission', true), '')::uuid);
create policy head_move on bluehelm.head for update using (
  mission = nullif(current_setting('bluehelm.mission', true), '')::uuid);
