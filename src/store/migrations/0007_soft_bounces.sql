-- Deliveries that failed since the mailbox, or its server, was in trouble. Several in a row, over weeks, suppress the
-- address. The answers themselves stand with the deliveries.
create table public.soft_bounces (
  subscriber_id bigint not null references public.subscribers (id) on delete cascade,
  delivery_id bigint not null,
  at timestamptz not null,
  primary key (subscriber_id, delivery_id)
);
