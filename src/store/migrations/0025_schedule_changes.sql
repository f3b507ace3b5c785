-- Whoever changes hour, zone or cadence between two slots gets one digest on each of their days. The trigger sees every
-- change, whoever makes it; the scheduler's next tick looks at it once.
alter table public.subscribers
  -- The first schedule since the last tick, and the slot up to which everyone who was due had been taken when it changed.
  add column schedule_before jsonb,
  -- The day, on their own calendar, up to which earlier schedules have mailed them.
  add column mailed_through date,
  -- The newest slot whose tick did not know the present schedule, where it was changed.
  add column schedule_since timestamptz;

create function public.keep_schedule_before() returns trigger language plpgsql as $$
begin
  new.schedule_before := jsonb_build_object(
    'timeZone', old.time_zone, 'hour', old.hour, 'cadence', old.cadence, 'pausedUntil', old.paused_until,
    'through', (select at from public.watermarks where name = 'slots')
  );
  return new;
end $$;

create trigger keep_schedule_before before update of time_zone, hour, cadence on public.subscribers
for each row when (
  old.status = 'active' and new.status = 'active' and old.schedule_before is null
  and (old.time_zone, old.hour, old.cadence) is distinct from (new.time_zone, new.hour, new.cadence)
)
execute function public.keep_schedule_before();
