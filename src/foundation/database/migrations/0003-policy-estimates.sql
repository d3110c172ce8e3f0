-- the same policies, said so that the planner expects most rows to be visible: it takes "= 1" of an unknown function to
-- hold for one row in 200 and then prefers to read and sort a whole table, "<> 0" for nearly all

alter policy record_read on bluehelm.record using (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) <> 0
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid);
alter policy record_change on bluehelm.record using (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) <> 0
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.write', true) = 'on');

alter policy past_read on bluehelm.record_past using (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) <> 0
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid);
alter policy past_mark on bluehelm.record_past using (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) <> 0
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.write', true) = 'on');

alter policy fact_read on bluehelm.fact using (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) <> 0
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid);
alter policy fact_change on bluehelm.fact using (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) <> 0
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.write', true) = 'on');

alter policy audit_read on bluehelm.audit_entry using (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) <> 0
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid
  and current_setting('bluehelm.audit', true) = 'on');

alter policy lost_read on bluehelm.sight_lost using (
  get_bit(nullif(current_setting('bluehelm.bits', true), '')::bytea, marking) <> 0
  and mission = nullif(current_setting('bluehelm.mission', true), '')::uuid);
