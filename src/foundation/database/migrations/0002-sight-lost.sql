-- who could read a record under the marking it had hears, once and in the feed's order, that it was marked otherwise;
-- the row bears the earlier marking, so that row security shows it to exactly those
create table bluehelm.sight_lost (
  mission uuid not null,
  seq bigint not null,
  id uuid not null,
  marking int not null,
  primary key (mission, seq)
);

alter table bluehelm.sight_lost enable row level security;

create policy lost_read on bluehelm.sight_lost for select using (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) = 1
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid);
create policy lost_add on bluehelm.sight_lost for insert with check (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) = 1
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.write', true) = 'on');
