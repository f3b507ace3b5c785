-- A link opens the pages of the subscriber whose id it holds. After an old backup was restored, the same numbers were given
-- out again, and a link from between opened another person's pages. So a new id is a number and 24 random bits.
create sequence public.subscribers_number;
select setval('public.subscribers_number', coalesce(max(id), 0) + 1) from public.subscribers;
alter table public.subscribers
  alter column id drop identity,
  alter column id set default (nextval('public.subscribers_number') << 24) | floor(random() * 16777216)::bigint,
  -- Goes up with every change of a choice or status. A token that undoes a change names the revision that the change made.
  add column revision integer not null default 0;

-- "restored": somebody took an unsubscription back.
alter table public.outbox drop constraint outbox_kind_check;
alter table public.outbox
  add constraint outbox_kind_check check (
    case when kind = 'operator' then subscriber_id is null and dedup_key is not null and payload is not null
      else kind in ('confirm', 'manage', 'export', 'erase', 'goodbye', 'restored') and subscriber_id is not null
    end
  ) not valid;
