-- Far ends that want one request at a time from all processes together, with a pause between two.
create table public.turns (
  name text primary key,
  -- Nobody else may ask before this: the end of the pause, or of the lease of whoever is asking now.
  free_at timestamptz not null,
  holder uuid not null
);

alter table public.papers
  -- The source whose title and abstract these are, so that two spellings do not replace each other at every poll.
  add column text_source text;
