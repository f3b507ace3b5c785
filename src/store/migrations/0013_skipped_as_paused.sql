-- Who pauses expects nothing more, also of what was picked for them already.
alter table public.deliveries drop constraint deliveries_skip_reason_check;
alter table public.deliveries add constraint deliveries_skip_reason_check
  check (skip_reason in ('no match', 'suppressed', 'unsubscribed', 'stale', 'cancelled', 'too late', 'paused'));
