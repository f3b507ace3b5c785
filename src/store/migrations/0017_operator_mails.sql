-- What the operator is told, and previews that they send to themselves. A row is the promise, and holds all that it says.
create table public.operator_mails (
  id bigint generated always as identity primary key,
  -- What it is about: one thing is told once.
  key text not null unique,
  subject text not null,
  html text not null,
  body text not null,
  status text not null default 'queued' check (
    status in ('queued', 'sending', 'submitted', 'deferred', 'failed', 'uncertain')
  ),
  attempts integer not null default 0,
  lease_until timestamptz,
  next_attempt_at timestamptz,
  response text,
  created_at timestamptz not null,
  settled_at timestamptz
);
create index operator_mails_open on public.operator_mails (id) where status in ('queued', 'sending', 'deferred');
