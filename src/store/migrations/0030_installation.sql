-- Whose database this is: the PREFIX of the installation that set it up, in one row.
create table public.installation (
  id boolean primary key default true check (id),
  prefix text not null
);
