-- an import while it runs, and the rows it refused; both under the import record's marking

create table bluehelm.import_run (
  mission uuid not null,
  id uuid not null,
  marking int not null,
  progress jsonb not null,
  -- when its process last said that it lives
  beat_at timestamptz not null,
  ended boolean not null default false,
  primary key (mission, id)
);

create table bluehelm.import_refused (
  mission uuid not null,
  import uuid not null,
  position int not null,
  marking int not null,
  line int not null,
  "column" text not null,
  given text not null,
  reason text not null,
  primary key (mission, import, position)
);

alter table bluehelm.import_run enable row level security;
alter table bluehelm.import_refused enable row level security;

create policy run_read on bluehelm.import_run for select using (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) = 1
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid);
create policy run_add on bluehelm.import_run for insert with check (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) = 1
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.write', true) = 'on');
create policy run_change on bluehelm.import_run for update using (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) = 1
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.write', true) = 'on');

create policy refused_read on bluehelm.import_refused for select using (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) = 1
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid);
create policy refused_add on bluehelm.import_refused for insert with check (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) = 1
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.write', true) = 'on');
