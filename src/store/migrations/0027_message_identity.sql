-- A random part of the Message-IDs of an edition, so that an edition made after a backup was restored shares none with
-- one that the backup does not have. Null in editions of before: their messages keep their names.
alter table public.editions add column message_part text;
-- The program and the settings that made the first of its messages: another may make other bytes of the same row.
alter table public.editions add column made_by text;
