-- Mail histories as short texts: see src/ledger/written-numbers.ts for the form. `papers` is what the release before writes.
-- Whatever changes a row of theirs moves its numbers, so that nothing has to be converted here.

create function public.write_numbers(numbers integer[]) returns text language plpgsql immutable strict parallel safe as $$
declare
  written text := '';
  before integer := 0;
  next integer;
  remaining integer;
begin
  for next in select distinct number from unnest(numbers) number order by number loop
    if written = '' then written := '0'; end if;
    remaining := next - before;
    while remaining >= 32 loop
      written := written || chr(ascii('P') + remaining % 32);
      remaining := remaining / 32;
    end loop;
    written := written || chr(ascii('0') + remaining);
    before := next;
  end loop;
  return written;
end $$;

create function public.read_numbers(written text) returns integer[] language plpgsql immutable strict parallel safe as $$
declare
  codes bytea := convert_to(written, 'UTF8');
  numbers integer[] := '{}';
  number integer := 0;
  difference integer := 0;
  shift integer := 0;
  digit integer;
begin
  for at in 0 .. length(codes) - 1 loop
    digit := get_byte(codes, at) - ascii('0');
    difference := difference + ((digit & 31) << shift);
    shift := shift + 5;
    if digit < 32 then
      number := case when difference = 0 then 0 else number + difference end;
      if difference > 0 then numbers := numbers || number; end if;
      difference := 0;
      shift := 0;
    end if;
  end loop;
  return numbers;
end $$;

alter table public.mail_histories add column mailed text not null default '';
-- Composing rewrites all rows of a page in one transaction, so their new versions need as much room.
alter table public.mail_histories set (fillfactor = 45);

-- As 0021 has it, for both forms.
create or replace function public.give_back_papers() returns trigger language plpgsql as $$
begin
  update public.mail_histories h set
    mailed = public.write_numbers(array(
      select number from unnest(public.read_numbers(h.mailed) || h.papers) number
      where number not in (
        select p.number from json_array_elements(new.selection::json) pick
        join public.paper_numbers p on p.paper_id = pick ->> 0
      )
    )),
    papers = '{}',
    picked_on = (
      select max((d.composed_at at time zone 'UTC')::date) from public.deliveries d
      where d.subscriber_id = new.subscriber_id
        and d.month >= (new.month - interval '2 months')::date
        and (d.status not in ('skipped', 'failed') or d.skip_reason = 'no match')
    )
  where h.subscriber_id = new.subscriber_id;
  return null;
end $$;

-- A process of the release before, still running, does not see what is written. It may not mail that again: its transaction
-- fails, and is tried again until a process of this release has it.
create function public.refuse_papers_mailed() returns trigger language plpgsql as $$
begin
  if new.papers && public.read_numbers(new.mailed) then
    raise exception 'subscriber % was mailed some of these papers: a newer version composes for them', new.subscriber_id;
  end if;
  return new;
end $$;

create trigger refuse_papers_mailed before update of papers on public.mail_histories
for each row when (new.mailed <> '' and new.papers <> '{}') execute function public.refuse_papers_mailed();
