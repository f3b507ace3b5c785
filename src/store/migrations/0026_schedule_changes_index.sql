-- run: without a transaction
-- What the scheduler's tick looks for: nearly always nothing.
drop index concurrently if exists public.subscribers_schedule_before;
create index concurrently subscribers_schedule_before on public.subscribers (id) where schedule_before is not null;
