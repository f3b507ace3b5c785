-- What the marks of each subscriber add up to, in one row of a few kB, so that composing reads no marks. It is computed
-- with each mark, and again where the vectors lie in another space than this release's.
create table public.tastes (
  subscriber_id bigint primary key references public.subscribers (id) on delete cascade,
  -- Null while it is computed.
  space text,
  -- One signed byte per dimension; empty where no mark counts.
  vector bytea not null default '',
  confidence real not null default 0,
  -- The last papers marked "more": JSON of their ids and titles, and their vectors one after the other.
  liked text not null default '[]',
  liked_vectors bytea not null default ''
) with (toast_tuple_target = 4080);
