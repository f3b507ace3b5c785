-- Messages and notices about our mail that came back: kept as they came, then read and applied once.
create table public.bounce_events (
  id bigint generated always as identity primary key,
  -- The same event, however often it comes: a hash of the message, or a provider's own id.
  event_key text not null unique,
  -- smtp, imap, or whose webhook brought it.
  way text not null,
  received_at timestamptz not null,
  -- The message, or the provider's event, at most 100 kB. Null once it is applied, unless it was not understood.
  raw bytea,
  attempts smallint not null default 0,
  applied_at timestamptz,
  -- What it says (see `Classification`), and what it is about. Null where none of ours is proven.
  kind text,
  delivery_id bigint,
  edition_id bigint,
  subscriber_id bigint,
  recipient text,
  domain text,
  status text,
  reason text,
  -- What was done about it.
  action text,
  check ((applied_at is null) = (kind is null)),
  check ((applied_at is null) = (action is null))
);
create index bounce_events_open on public.bounce_events (id) where applied_at is null;
create index bounce_events_delivery on public.bounce_events (delivery_id) where delivery_id is not null;
create index bounce_events_edition on public.bounce_events (edition_id) where edition_id is not null;
create index bounce_events_subscriber on public.bounce_events (subscriber_id) where subscriber_id is not null;
create index bounce_events_recipient on public.bounce_events (recipient) where recipient is not null;
create index bounce_events_received on public.bounce_events (received_at);

-- What told that an address must not be mailed: the server's words, at most 500 characters.
alter table public.suppressions add column evidence text;
