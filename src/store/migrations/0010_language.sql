-- In which language the mails come. Papers' own texts stay as they are.
alter table public.subscribers
  add column language text not null default 'en' check (language in ('en', 'de', 'zh'));
