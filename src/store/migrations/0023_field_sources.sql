-- By field, the source that each value of the paper comes from and that source's rank, so that what is stored does not
-- depend on the order in which sources are polled. Fields without an entry are taken from the next source that has them.
alter table public.papers add column field_sources jsonb not null default '{}';
