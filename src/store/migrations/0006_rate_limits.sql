-- How often something was asked for, by rate-limiter-flexible: it writes rows by position, so the order of columns is
-- its own. Unlogged, because it is written with each request and worth nothing after a crash.
create unlogged table public.rate_limits (
  -- <limit>:<whose>, where addresses and tokens are keyed hashes.
  key varchar(255) primary key,
  points integer not null default 0,
  -- In milliseconds since 1970.
  expire bigint
);
create index rate_limits_expire on public.rate_limits (expire);
