-- one index finds every page of a list in time: with all that filters look at in the index itself, the rows that do not
-- fit are passed over without being fetched, so that the planner's guess of how many fit no longer decides the plan
drop index bluehelm.record_time;
drop index bluehelm.record_place;
create index record_time on bluehelm.record (mission, kind, when_start desc, id desc)
  include (when_end, lat, lon, place_precision, state, marking);

-- an index alone answers only of pages that are known to be visible to all: keep them known after large imports
alter table bluehelm.record set (autovacuum_vacuum_insert_scale_factor = 0.02);
alter table bluehelm.fact set (autovacuum_vacuum_insert_scale_factor = 0.02);
