-- What readers say of single papers, in their mails and on their pages: "more" and "less" like this, "hide" for not
-- interested, and "save". A paper may be gone by now, and its mark stays until its reader takes it back.
create table public.marks (
  subscriber_id bigint not null references public.subscribers (id) on delete cascade,
  paper_id text not null,
  kind text not null check (kind in ('more', 'less', 'hide', 'save')),
  marked_at timestamptz not null,
  primary key (subscriber_id, paper_id, kind)
);
-- Of the same paper there is one opinion; it may be saved beside that.
create unique index marks_opinion on public.marks (subscriber_id, paper_id) where kind <> 'save';

-- Whether marks change what comes.
alter table public.subscribers add column with_learning boolean not null default true;
