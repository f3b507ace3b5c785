-- Over which lane a message was last tried, so that a lane can be paused of which too much comes back.
alter table public.deliveries add column lane text;
-- Messages from before an operator has resumed it say nothing about whether to pause it again.
alter table public.lanes add column resumed_at timestamptz;
alter table public.editions add column resumed_at timestamptz;
