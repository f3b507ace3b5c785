-- Whether someone wants a line once a week, when nothing matched.
alter table public.subscribers add column with_quiet_mail boolean not null default false;

-- "quiet": that line. Its payload says how many papers were looked at, and which was closest.
alter table public.outbox drop constraint outbox_kind_check;
alter table public.outbox
  add constraint outbox_kind_check check (
    case when kind = 'operator' then subscriber_id is null and dedup_key is not null and payload is not null
      else kind in ('confirm', 'manage', 'export', 'erase', 'goodbye', 'restored', 'quiet') and subscriber_id is not null
    end
  ) not valid;
