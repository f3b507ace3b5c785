-- Where each paper lies in the latent space that this release comes with: one signed byte per dimension.
-- A paper has no row until it is computed; a row of another space is computed again.
create table public.paper_vectors (
  paper_id text primary key references public.papers (id) on delete cascade,
  space text not null,
  vector bytea not null
);
