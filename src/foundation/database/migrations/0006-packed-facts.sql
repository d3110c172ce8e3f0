-- a fact's numbers in one value, ready to be sent: the columns in memory are filled from every fact of a mission, and
-- sending thirteen fields a row costs the server several times what reading the row does. Kept true by the database
-- itself; its layout is read in columns/copy-reader.ts.
alter table bluehelm.fact add column packed bytea not null generated always as (
  uuid_send(id) || int4send(marking) || timestamptz_send(start_at) || timestamptz_send(end_at)
  || float8send(lon) || float8send(lat) || int2send(date_precision) || int2send(place_precision) || int2send(category)
  || int4send(low) || int4send(best) || int4send(high) || int4send(flags)) stored;
