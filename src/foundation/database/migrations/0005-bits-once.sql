-- the same policies with the session's bits in a subquery, which is asked once for a statement; outside of one the bits
-- were read from their text again for each row, which cost more than reading the row

alter policy record_read on bluehelm.record using (
  get_bit((select nullif(current_setting('bluehelm.bits', true), '')::bytea), marking) <> 0
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid);
alter policy record_add on bluehelm.record with check (
  get_bit((select nullif(current_setting('bluehelm.bits', true), '')::bytea), marking) <> 0
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.write', true) = 'on');
alter policy record_change on bluehelm.record using (
  get_bit((select nullif(current_setting('bluehelm.bits', true), '')::bytea), marking) <> 0
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.write', true) = 'on');

alter policy past_read on bluehelm.record_past using (
  get_bit((select nullif(current_setting('bluehelm.bits', true), '')::bytea), marking) <> 0
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid);
alter policy past_add on bluehelm.record_past with check (
  get_bit((select nullif(current_setting('bluehelm.bits', true), '')::bytea), marking) <> 0
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.write', true) = 'on');
alter policy past_mark on bluehelm.record_past using (
  get_bit((select nullif(current_setting('bluehelm.bits', true), '')::bytea), marking) <> 0
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.write', true) = 'on');

alter policy fact_read on bluehelm.fact using (
  get_bit((select nullif(current_setting('bluehelm.bits', true), '')::bytea), marking) <> 0
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid);
alter policy fact_add on bluehelm.fact with check (
  get_bit((select nullif(current_setting('bluehelm.bits', true), '')::bytea), marking) <> 0
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.write', true) = 'on');
alter policy fact_change on bluehelm.fact using (
  get_bit((select nullif(current_setting('bluehelm.bits', true), '')::bytea), marking) <> 0
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.write', true) = 'on');

alter policy audit_read on bluehelm.audit_entry using (
  get_bit((select nullif(current_setting('bluehelm.bits', true), '')::bytea), marking) <> 0
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.audit', true) = 'on');
