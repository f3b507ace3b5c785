-- New subscribers have no place for what is popular outside their interests, unless they ask for it.
alter table public.subscribers alter column with_outside set default false;
