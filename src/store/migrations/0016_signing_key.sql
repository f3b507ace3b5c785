-- The key that signs a message's links and identity, so that it is the same to the byte when it is sent again after
-- the keys were changed. Set when the first message is made.
alter table public.editions add column key_id text;
alter table public.transactional_mails add column key_id text;
