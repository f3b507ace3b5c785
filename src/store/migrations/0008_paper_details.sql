alter table public.papers
  -- Where readers find a paper that neither arXiv nor a DOI leads to, or where the source discusses it.
  add column page_url text,
  -- arXiv's, the primary one first.
  add column categories text[] not null default '{}',
  -- The authors' own: "Accepted at …", "12 pages".
  add column comment text,
  -- When arXiv was last asked for categories, authors and comment.
  add column enriched_at timestamptz;
update public.papers set page_url = 'https://huggingface.co/papers/' || substr(id, 7) where id like 'arxiv:%';
-- What is still to be asked for.
create index papers_unenriched on public.papers (first_listed_on) where enriched_at is null;
