-- The parser takes what stands between < and > for markup, and words/with/slashes for files, and drops or joins them.
create function public.searchable(words text) returns text
  language sql immutable parallel safe
  return translate(coalesce(words, ''), '<>/', '   ');

-- array_to_string is only stable, since it takes arrays of anything; over texts it never changes its answer.
create function public.joined_words(words text[]) returns text
  language sql immutable parallel safe
  return array_to_string(words, ' ');

-- What readers search. A word in a title counts most, then who made the paper, then what it says.
alter table public.papers add column search tsvector generated always as (
  setweight(to_tsvector('english'::regconfig, public.searchable(title)), 'A') ||
  setweight(to_tsvector('english'::regconfig, public.searchable(public.joined_words(authors))), 'B') ||
  setweight(to_tsvector('english'::regconfig, public.searchable(organization)), 'B') ||
  setweight(to_tsvector('english'::regconfig, public.searchable(summary)), 'C') ||
  setweight(to_tsvector('english'::regconfig, public.searchable(abstract)), 'D')
) stored;
create index papers_search on public.papers using gin (search);
-- For a topic's papers.
create index papers_topics on public.papers using gin (topics);
