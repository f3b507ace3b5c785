-- When the addresses of a subscriber's private feeds were made, to the second; null where there are none. Addresses that
-- were made at another time no longer work.
alter table public.subscribers add column feed_since timestamptz;
