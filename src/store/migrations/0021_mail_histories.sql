-- Which papers each subscriber was mailed, or is about to be, in one compact row. It is filled when a subscriber is
-- composed for: a subscriber without a row is read from the deliveries once.

-- Numbers are a third of the size of ids, and compare faster. A paper has one from the first composing that could pick it.
create table public.paper_numbers (
  paper_id text primary key,
  number integer not null generated always as identity unique
);

create table public.mail_histories (
  subscriber_id bigint primary key references public.subscribers on delete cascade,
  -- Numbers of papers, in no order, none twice.
  papers integer[] not null,
  -- The UTC day of the newest edition that picked for them, or found nothing; null where none did that was sent.
  picked_on date
) with (fillfactor = 70);

-- A delivery that ends unsent gives its papers back: whatever ends it, in the same transaction. 'no match' is never set
-- later, and a selection that was erased gives nothing.
create function public.give_back_papers() returns trigger language plpgsql as $$
begin
  update public.mail_histories h set
    papers = array(
      select number from unnest(h.papers) number
      where number not in (
        select p.number from json_array_elements(new.selection::json) pick
        join public.paper_numbers p on p.paper_id = pick ->> 0
      )
    ),
    picked_on = (
      select max((d.composed_at at time zone 'UTC')::date) from public.deliveries d
      where d.subscriber_id = new.subscriber_id
        and d.month >= (new.month - interval '2 months')::date
        and (d.status not in ('skipped', 'failed') or d.skip_reason = 'no match')
    )
  where h.subscriber_id = new.subscriber_id;
  return null;
end $$;

create trigger give_back_papers after update of status on public.deliveries
for each row when (new.status in ('skipped', 'failed') and old.status not in ('skipped', 'failed'))
execute function public.give_back_papers();
