-- What was asked for by the form, until a worker has decided what it means. The form writes a row for every address
-- alike, so that neither its answer nor the time that it takes tells whether an address is known.
create table public.subscription_requests (
  id bigint generated always as identity primary key,
  email text not null,
  email_key text not null,
  -- As the form gives them, checked already.
  preferences jsonb not null,
  created_at timestamptz not null
);
-- Requests for one address are answered together, in their order.
create index subscription_requests_address on public.subscription_requests (email_key, id);
