alter table public.transactional_mails drop constraint transactional_mails_kind_check;
alter table public.transactional_mails add constraint transactional_mails_kind_check
  check (kind in ('confirm', 'manage', 'export', 'erase', 'goodbye'));
