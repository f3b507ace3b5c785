-- When nothing in the range waited any more: neither queued nor being sent. What is deferred has its own time.
alter table public.edition_ranges add column delivered_at timestamptz;
drop index public.edition_ranges_open;
create index edition_ranges_open on public.edition_ranges (edition_id, range_no) where delivered_at is null;

-- Deliveries by month, so that old ones go with their table and not row by row. The month is the edition's, so that
-- (edition_id, subscriber_id) is as unique as before. No index and no predicate is on what changes while a message
-- is sent, and pages have room: so an update stays on its page and touches no index (a HOT update).
alter table public.deliveries rename to deliveries_unpartitioned;
alter index public.deliveries_subscriber rename to deliveries_unpartitioned_subscriber;
create sequence public.deliveries_id;
create table public.deliveries (
  month date not null,
  edition_id bigint not null,
  subscriber_id bigint not null,
  id bigint not null default nextval('public.deliveries_id'),
  range_no integer not null,
  status text not null check (
    status in ('queued', 'sending', 'submitted', 'deferred', 'failed', 'uncertain', 'skipped')
  ),
  skip_reason text check (
    skip_reason in ('no match', 'suppressed', 'unsubscribed', 'paused', 'stale', 'cancelled', 'too late')
  ),
  -- [{"paper": "arxiv:…", "reason": {…}}], best first, fixed when composed.
  selection jsonb not null default '[]',
  -- The subscriber's when it was composed, so that a message sent again is the same. Null once they are erased.
  time_zone text,
  cadence text,
  language text,
  attempts smallint not null default 0,
  lease_until timestamptz,
  next_attempt_at timestamptz,
  response text,
  composed_at timestamptz not null,
  settled_at timestamptz,
  primary key (month, edition_id, subscriber_id),
  check ((status = 'skipped') = (skip_reason is not null))
) partition by range (month);
create index deliveries_id_index on public.deliveries (id);
create index deliveries_subscriber on public.deliveries (subscriber_id, id);
create index deliveries_next_attempt on public.deliveries (next_attempt_at) where next_attempt_at is not null;

-- Makes the table of a month, if there is none. Attaching it, unlike creating it in place, lets others write meanwhile.
create function public.make_deliveries_month(day date) returns void language plpgsql as $$
declare
  first date := date_trunc('month', day);
  name text := 'deliveries_' || to_char(day, 'YYYY_MM');
begin
  if to_regclass('public.' || name) is not null then return; end if;
  perform pg_advisory_xact_lock(hashtext('make_deliveries_month'));
  if to_regclass('public.' || name) is not null then return; end if;
  execute format(
    'create table public.%I (like public.deliveries including defaults including constraints) with (fillfactor = 50)',
    name
  );
  execute format(
    'alter table public.deliveries attach partition public.%I for values from (%L) to (%L)',
    name, first, (first + interval '1 month')::date
  );
end $$;

select public.make_deliveries_month(day)
from (select distinct date_trunc('month', slot at time zone 'UTC')::date as day from public.editions) months;
insert into public.deliveries (month, edition_id, subscriber_id, id, range_no, status, skip_reason, selection, time_zone,
  cadence, language, attempts, lease_until, next_attempt_at, response, composed_at, settled_at)
select date_trunc('month', e.slot at time zone 'UTC')::date, d.edition_id, d.subscriber_id, d.id, d.range_no, d.status,
  d.skip_reason, d.selection, s.time_zone, s.cadence, s.language, d.attempts, d.lease_until, d.next_attempt_at, d.response,
  d.composed_at, d.settled_at
from public.deliveries_unpartitioned d
join public.editions e on e.id = d.edition_id
left join public.subscribers s on s.id = d.subscriber_id;
select setval('public.deliveries_id', greatest(1, (select max(id) from public.deliveries)));
drop table public.deliveries_unpartitioned;
