-- What an operator has decided about an edition.
alter table public.editions
  add column state text not null default 'open' check (state in ('open', 'paused', 'cancelled'));

alter table public.deliveries drop constraint deliveries_skip_reason_check;
alter table public.deliveries add constraint deliveries_skip_reason_check
  check (skip_reason in ('no match', 'suppressed', 'unsubscribed', 'stale', 'cancelled', 'too late'));
