-- Frozen candidates, as they are ranked and rendered: a later ingest must not change a message that is sent again.
-- Editions of the same day share a set until an ingest changes something.
create table public.candidate_sets (
  id bigint generated always as identity primary key,
  day date not null,
  frozen_at timestamptz not null default now(),
  papers jsonb not null
);
create index candidate_sets_day on public.candidate_sets (day, frozen_at);

create table public.editions (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('scheduled', 'welcome')),
  slot timestamptz not null,
  candidate_set_id bigint not null references public.candidate_sets (id),
  -- True when no source had a good digest: everyone is skipped as stale.
  is_stale boolean not null,
  created_at timestamptz not null default now()
);
create unique index editions_one_per_slot on public.editions (slot) where kind = 'scheduled';

-- Frozen recipients, in the ranges that compose jobs take.
create table public.edition_ranges (
  edition_id bigint not null references public.editions (id) on delete cascade,
  range_no integer not null,
  subscriber_ids bigint[] not null,
  composed_at timestamptz,
  primary key (edition_id, range_no)
);
create index edition_ranges_open on public.edition_ranges (edition_id, range_no) where composed_at is null;

create table public.deliveries (
  id bigint generated always as identity primary key,
  edition_id bigint not null references public.editions (id) on delete cascade,
  range_no integer not null,
  -- No foreign key: the account of an edition outlives a subscriber who asked to be erased.
  subscriber_id bigint not null,
  status text not null check (
    status in ('queued', 'sending', 'submitted', 'deferred', 'failed', 'uncertain', 'skipped')
  ),
  skip_reason text check (skip_reason in ('no match', 'suppressed', 'unsubscribed', 'stale')),
  -- [{"paper": "arxiv:…", "reason": {…}}], best first, fixed when composed.
  selection jsonb not null default '[]',
  attempts integer not null default 0,
  lease_until timestamptz,
  next_attempt_at timestamptz,
  response text,
  composed_at timestamptz not null,
  settled_at timestamptz,
  unique (edition_id, subscriber_id),
  check ((status = 'skipped') = (skip_reason is not null))
);
create index deliveries_subscriber on public.deliveries (subscriber_id, id);
create index deliveries_open on public.deliveries (edition_id, range_no, id)
  where status in ('queued', 'sending', 'deferred');
