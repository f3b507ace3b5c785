-- Papers that readers gave as what they work on: they are learned from like marks, and count less. The text that they came
-- in is not kept: where a release has another space, a vector is made from the stored paper, or else from the title.
create table public.seeds (
  subscriber_id bigint not null references public.subscribers (id) on delete cascade,
  -- As papers are known, or "title:" and a hash of it.
  paper_id text not null,
  title text not null,
  authors text[] not null,
  -- Slugs of the topics that it has.
  topics text[] not null,
  -- The words and pairs of words that tell most of it.
  terms text[] not null,
  space text not null,
  -- One signed byte per dimension.
  vector bytea not null,
  added_at timestamptz not null,
  primary key (subscriber_id, paper_id)
);

-- The last list that a reader gave: what of it is still to be looked up, and what could not be found.
create table public.seed_imports (
  subscriber_id bigint primary key references public.subscribers (id) on delete cascade,
  -- Null when it is done, so that nothing is kept for longer than the job needs it.
  waiting jsonb,
  total integer not null,
  added integer not null default 0,
  problems jsonb not null,
  tries integer not null default 0,
  -- A job that works on it is believed dead after this.
  leased_until timestamptz,
  started_at timestamptz not null
);
create index seed_imports_waiting on public.seed_imports (started_at) where waiting is not null;
