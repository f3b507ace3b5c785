-- A selection is written once, read whole, and never searched. As text it is kept as it was written, where jsonb is taken
-- apart and put together again, and without its names it is half as long: [["arxiv:…", "topic", "robotics"], …].
create function public.without_names(selection jsonb) returns text language sql as $$
  select coalesce(json_agg(
    case
      when reason ? 'said' then json_build_array(paper, kind, reason ->> kind, reason ->> 'said')
      when reason ? kind then json_build_array(paper, kind, reason ->> kind)
      else json_build_array(paper, kind)
    end order by nth), '[]')::text
  from jsonb_array_elements(selection) with ordinality as picks (pick, nth),
    lateral (select pick ->> 'paper' as paper, pick -> 'reason' as reason, pick -> 'reason' ->> 'kind' as kind) named
$$;
alter table public.deliveries
  alter column selection drop default,
  alter column selection type text using public.without_names(selection),
  alter column selection set default '[]';
drop function public.without_names;

-- Eight kilobytes that hardly shrink, and each range is opened several times.
alter table public.edition_ranges alter column subscriber_ids set storage external;
