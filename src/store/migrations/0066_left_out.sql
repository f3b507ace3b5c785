-- Words that a subscriber left out of what is learned from their marks, as the latent space has them.
alter table public.tastes add column left_out text[] not null default '{}';
