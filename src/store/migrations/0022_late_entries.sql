-- The earlier day to whose list a source has added the paper after that list was complete. The entry stands under the
-- day on which the paper was first seen, or it would be too old for every edition. Null for all others.
alter table public.digest_entries add column of_day date;
