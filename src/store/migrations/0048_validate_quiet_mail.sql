alter table public.outbox validate constraint outbox_kind_check;
