-- What sources listed. Names carry their schema because BullMQ's tables share the embedded database.
create table public.papers (
  id text primary key,
  title text not null,
  abstract text not null,
  authors text[] not null,
  organization text,
  summary text,
  keywords text[] not null,
  thumbnail_url text,
  code_url text,
  project_url text,
  published_on date,
  topics jsonb not null,
  -- The newest signals, summed over sources; their history is in signal_snapshots.
  upvotes integer not null default 0,
  comments integer not null default 0,
  stars integer,
  -- The day on which any source listed it first: a paper that returns days later keeps its age.
  first_listed_on date not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index papers_first_listed_on on public.papers (first_listed_on);

create table public.digests (
  source text not null,
  day date not null,
  state text not null check (state in ('fetched', 'empty', 'partial', 'stale', 'failed')),
  -- Why it is partial, stale or failed, in words for the operator.
  problem text,
  listed integer not null default 0,
  dropped jsonb not null default '[]',
  etag text,
  polled_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (source, day)
);
create index digests_day on public.digests (day);

create table public.digest_entries (
  source text not null,
  day date not null,
  paper_id text not null references public.papers (id) on delete cascade,
  position integer not null,
  primary key (source, day, paper_id),
  foreign key (source, day) references public.digests (source, day) on delete cascade
);
create index digest_entries_paper on public.digest_entries (paper_id);

create table public.signal_snapshots (
  paper_id text not null references public.papers (id) on delete cascade,
  source text not null,
  taken_at timestamptz not null,
  upvotes integer not null,
  comments integer not null,
  stars integer,
  primary key (paper_id, source, taken_at)
);

-- The newest point that something recurring has fully dealt with: 'ingest:huggingface', 'slots'.
create table public.watermarks (
  name text primary key,
  at timestamptz not null
);
