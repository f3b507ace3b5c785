create table public.subscribers (
  id bigint generated always as identity primary key,
  email text not null,
  -- The address in lower case: two spellings of one address are one subscriber.
  email_key text not null unique,
  status text not null check (status in ('pending', 'active', 'unsubscribed')),
  topics text[] not null default '{}',
  keywords text[] not null default '{}',
  cadence text not null default 'daily' check (cadence in ('daily', 'weekdays', 'weekly')),
  hour smallint not null default 7 check (hour between 0 and 23),
  time_zone text not null default 'UTC',
  max_papers smallint not null default 8 check (max_papers between 1 and 20),
  -- How and when the person agreed: {"how": "web", "at": …, "wording": …}.
  consent jsonb,
  created_at timestamptz not null default now(),
  active_since timestamptz,
  unsubscribed_at timestamptz
);
-- A slot looks up who is due by these three.
create index subscribers_schedule on public.subscribers (time_zone, hour, cadence, id) where status = 'active';

create table public.suppressions (
  email_key text primary key,
  reason text not null,
  created_at timestamptz not null default now()
);

-- Mails that answer a person's own request. The row is the promise, the queue job only its reminder.
create table public.transactional_mails (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('confirm', 'manage')),
  subscriber_id bigint not null references public.subscribers (id) on delete cascade,
  status text not null default 'queued' check (
    status in ('queued', 'sending', 'submitted', 'deferred', 'failed', 'uncertain')
  ),
  attempts integer not null default 0,
  lease_until timestamptz,
  next_attempt_at timestamptz,
  response text,
  created_at timestamptz not null default now(),
  settled_at timestamptz
);
create index transactional_mails_subscriber on public.transactional_mails (subscriber_id, kind, created_at);
create index transactional_mails_open on public.transactional_mails (id) where status in ('queued', 'sending', 'deferred');
