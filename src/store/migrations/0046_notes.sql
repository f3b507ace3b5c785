-- What an operator has to say to readers on a day, in Markdown. A note is never changed: it is removed, and another added.
create table public.notes (
  id bigint generated always as identity primary key,
  -- The day of the reader's own calendar.
  on_day date not null,
  place text not null check (place in ('top', 'end')),
  -- Only for readers who follow one of these; none means all.
  topics text[] not null,
  -- Who pays for it; null for a note of the editor's own.
  sponsor text,
  body text not null,
  created_at timestamptz not null
);
create index notes_day on public.notes (on_day);

-- The notes of the days around the slot, as they were when the edition was opened; null where there were none.
alter table public.editions add column notes jsonb;
-- Which of its edition's notes a delivery has; null for none.
alter table public.deliveries add column notes bigint[];
