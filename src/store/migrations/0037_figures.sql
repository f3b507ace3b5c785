alter table public.papers
  -- A picture from the paper's page: PNG or JPEG.
  add column figure_url text;
