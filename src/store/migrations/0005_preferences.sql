-- What a subscriber wants besides topics and keywords, and what never.
alter table public.subscribers
  add column authors text[] not null default '{}',
  add column organizations text[] not null default '{}',
  add column muted_topics text[] not null default '{}',
  add column muted_keywords text[] not null default '{}',
  -- Of people and organisations alike.
  add column muted_authors text[] not null default '{}',
  -- The place for what is popular outside their topics.
  add column with_outside boolean not null default true,
  -- The first day, on their own calendar, on which they are due again.
  add column paused_until date,
  -- In their own words, if they said why.
  add column unsubscribe_reason text;

alter table public.transactional_mails drop constraint transactional_mails_kind_check;
alter table public.transactional_mails add constraint transactional_mails_kind_check
  check (kind in ('confirm', 'manage', 'export', 'erase'));

-- What is left of an address that was erased: enough to know it again, by someone who has the key, and nothing more.
create table public.erased_addresses (
  -- HMAC-SHA-256 of the address in lower case.
  hash text primary key,
  -- Which of SECRET_KEYS it was made with.
  key_id text not null,
  -- Why the address must not be mailed at all, or null where its owner has only left.
  suppression text,
  erased_at timestamptz not null
);
