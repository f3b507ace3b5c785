-- run: without a transaction
-- For the pages of people and organisations.
drop index concurrently if exists public.papers_authors;
create index concurrently papers_authors on public.papers using gin (authors);
drop index concurrently if exists public.papers_organization;
create index concurrently papers_organization on public.papers (organization) where organization is not null;
