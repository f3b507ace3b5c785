-- What workers tell each other of lanes. Accounts and limits are in the configuration; a lane without a row is well.
create table public.lanes (
  name text primary key,
  -- By an operator, or since the relay refuses our sender: until it is resumed.
  paused_at timestamptz,
  pause_reason text,
  -- How often in a row it was closed for a while since nothing could be sent, and until when.
  closings integer not null default 0,
  closed_until timestamptz,
  last_problem text,
  last_problem_at timestamptz
);

-- Recipients' domains that have asked a lane to slow down.
create table public.lane_domains (
  lane text not null,
  domain text not null,
  reason text not null,
  stopped_until timestamptz not null,
  -- How many messages all workers together may have on their way there, once it is not stopped any more.
  allowed integer not null default 1,
  grown_at timestamptz not null,
  primary key (lane, domain)
);

-- Who has which of the places that a slowed domain allows, and until when.
create table public.lane_domain_places (
  lane text not null,
  domain text not null,
  place integer not null,
  holder text not null,
  held_until timestamptz not null,
  primary key (lane, domain, place),
  foreign key (lane, domain) references public.lane_domains on delete cascade
);

-- Points that were taken of lanes' limits, by rate-limiter-flexible: it writes rows by position, so the order of columns
-- is its own. Logged, other than the web's: a cap must hold after a crash too.
create table public.lane_points (
  key varchar(255) primary key,
  points integer not null default 0,
  -- In milliseconds since 1970.
  expire bigint
);
