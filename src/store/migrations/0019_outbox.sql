-- One table for every single mail: those that answer a person's request, and those to the operator. A row is the
-- promise, the queue's job only a reminder. The larger table is renamed, so that none of its rows is copied; ids stay,
-- and with them the keys `t<id>` that messages are known by.
set local lock_timeout = '5s';
lock table public.transactional_mails, public.operator_mails in access exclusive mode;

alter table public.transactional_mails rename to outbox;
alter sequence public.transactional_mails_id_seq rename to outbox_id_seq;
alter index public.transactional_mails_pkey rename to outbox_pkey;
alter index public.transactional_mails_subscriber rename to outbox_subscriber;
alter index public.transactional_mails_open rename to outbox_open;
alter table public.outbox rename constraint transactional_mails_subscriber_id_fkey to outbox_subscriber_id_fkey;
alter table public.outbox rename constraint transactional_mails_status_check to outbox_status_check;
alter table public.outbox drop constraint transactional_mails_kind_check;

alter table public.outbox
  -- Null in mails to the operator.
  alter column subscriber_id drop not null,
  -- What a mail to the operator is about: the same thing is told once.
  add column dedup_key text,
  -- What the mail says, where that is fixed when it is asked for: {"subject", "html", "text"} of mails to the operator.
  add column payload jsonb,
  -- The message's name in Message-ID, envelope sender and feedback headers. Set at the first try.
  add column message_key text;

insert into public.outbox (
  kind, dedup_key, payload, message_key, status, attempts, lease_until, next_attempt_at, response, created_at, settled_at
)
select
  'operator', key, jsonb_build_object('subject', subject, 'html', html, 'text', body),
  case when attempts > 0 then 'o' || id end,
  status, attempts, lease_until, next_attempt_at, response, created_at, settled_at
from public.operator_mails
order by id;
drop table public.operator_mails;

create unique index outbox_dedup_key on public.outbox (dedup_key) where dedup_key is not null;
alter table public.outbox
  add constraint outbox_kind_check check (
    case when kind = 'operator' then subscriber_id is null and dedup_key is not null and payload is not null
      else kind in ('confirm', 'manage', 'export', 'erase', 'goodbye') and subscriber_id is not null
    end
  ) not valid;
alter table public.outbox validate constraint outbox_kind_check;
