-- When the files were cleaned of what this person's rows had held; null until then.
alter table public.erased_addresses add column cleaned_at timestamptz;
