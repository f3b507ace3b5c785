-- For each source and day, how many entries the source announced, how many papers were kept of them, and how many were left
-- out for each reason. Of the answer that announced the most: an entry that falls out of a list later was announced all the same.
create table public.digest_receipts (
  source text not null,
  day date not null,
  announced integer not null,
  kept integer not null,
  -- {"repeated": 2, "unreadable": 1, "replaced": 40, "limit": 0, "missing": 0}; announced = kept + all of them.
  left_out jsonb not null,
  counted_at timestamptz not null,
  primary key (source, day),
  foreign key (source, day) references public.digests (source, day) on delete cascade
);
