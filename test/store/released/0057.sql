-- Made as test/store/released/make.ts does, by the program of that time.
CREATE FUNCTION public.give_back_papers() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  update public.mail_histories h set
    papers = array(
      select number from unnest(h.papers) number
      where number not in (
        select p.number from json_array_elements(new.selection::json) pick
        join public.paper_numbers p on p.paper_id = pick ->> 0
      )
    ),
    picked_on = (
      select max((d.composed_at at time zone 'UTC')::date) from public.deliveries d
      where d.subscriber_id = new.subscriber_id
        and d.month >= (new.month - interval '2 months')::date
        and (d.status not in ('skipped', 'failed') or d.skip_reason = 'no match')
    )
  where h.subscriber_id = new.subscriber_id;
  return null;
end $$;
CREATE FUNCTION public.joined_words(words text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_to_string(words, ' '::text);
CREATE FUNCTION public.keep_schedule_before() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.schedule_before := jsonb_build_object(
    'timeZone', old.time_zone, 'hour', old.hour, 'cadence', old.cadence, 'pausedUntil', old.paused_until,
    'through', (select at from public.watermarks where name = 'slots')
  );
  return new;
end $$;
CREATE FUNCTION public.make_deliveries_month(day date) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  first date := date_trunc('month', day);
  name text := 'deliveries_' || to_char(day, 'YYYY_MM');
begin
  if to_regclass('public.' || name) is not null then return; end if;
  perform pg_advisory_xact_lock(hashtext('make_deliveries_month'));
  if to_regclass('public.' || name) is not null then return; end if;
  execute format(
    'create table public.%I (like public.deliveries including defaults including constraints) with (fillfactor = 50)',
    name
  );
  execute format(
    'alter table public.deliveries attach partition public.%I for values from (%L) to (%L)',
    name, first, (first + interval '1 month')::date
  );
end $$;
CREATE FUNCTION public.searchable(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN translate(COALESCE(words, ''::text), '<>/'::text, '   '::text);
CREATE TABLE public.bounce_events (
    id bigint NOT NULL,
    event_key text NOT NULL,
    way text NOT NULL,
    received_at timestamp with time zone NOT NULL,
    raw bytea,
    attempts smallint DEFAULT 0 NOT NULL,
    applied_at timestamp with time zone,
    kind text,
    delivery_id bigint,
    edition_id bigint,
    subscriber_id bigint,
    recipient text,
    domain text,
    status text,
    reason text,
    action text,
    CONSTRAINT bounce_events_check CHECK (((applied_at IS NULL) = (kind IS NULL))),
    CONSTRAINT bounce_events_check1 CHECK (((applied_at IS NULL) = (action IS NULL)))
);
ALTER TABLE public.bounce_events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.bounce_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.candidate_sets (
    id bigint NOT NULL,
    day date NOT NULL,
    frozen_at timestamp with time zone DEFAULT now() NOT NULL,
    papers jsonb NOT NULL
);
ALTER TABLE public.candidate_sets ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.candidate_sets_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE SEQUENCE public.deliveries_id
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE public.deliveries (
    month date NOT NULL,
    edition_id bigint NOT NULL,
    subscriber_id bigint NOT NULL,
    id bigint DEFAULT nextval('public.deliveries_id'::regclass) NOT NULL,
    range_no integer NOT NULL,
    status text NOT NULL,
    skip_reason text,
    selection text DEFAULT '[]'::text NOT NULL,
    time_zone text,
    cadence text,
    language text,
    attempts smallint DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    next_attempt_at timestamp with time zone,
    response text,
    composed_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    notes bigint[],
    lane text,
    CONSTRAINT deliveries_check1 CHECK (((status = 'skipped'::text) = (skip_reason IS NOT NULL))),
    CONSTRAINT deliveries_skip_reason_check1 CHECK ((skip_reason = ANY (ARRAY['no match'::text, 'suppressed'::text, 'unsubscribed'::text, 'paused'::text, 'stale'::text, 'cancelled'::text, 'too late'::text]))),
    CONSTRAINT deliveries_status_check1 CHECK ((status = ANY (ARRAY['queued'::text, 'sending'::text, 'submitted'::text, 'deferred'::text, 'failed'::text, 'uncertain'::text, 'skipped'::text])))
)
PARTITION BY RANGE (month);
CREATE TABLE public.deliveries_2026_05 (
    month date NOT NULL,
    edition_id bigint NOT NULL,
    subscriber_id bigint NOT NULL,
    id bigint DEFAULT nextval('public.deliveries_id'::regclass) NOT NULL,
    range_no integer NOT NULL,
    status text NOT NULL,
    skip_reason text,
    selection text DEFAULT '[]'::text NOT NULL,
    time_zone text,
    cadence text,
    language text,
    attempts smallint DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    next_attempt_at timestamp with time zone,
    response text,
    composed_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    notes bigint[],
    lane text,
    CONSTRAINT deliveries_check1 CHECK (((status = 'skipped'::text) = (skip_reason IS NOT NULL))),
    CONSTRAINT deliveries_skip_reason_check1 CHECK ((skip_reason = ANY (ARRAY['no match'::text, 'suppressed'::text, 'unsubscribed'::text, 'paused'::text, 'stale'::text, 'cancelled'::text, 'too late'::text]))),
    CONSTRAINT deliveries_status_check1 CHECK ((status = ANY (ARRAY['queued'::text, 'sending'::text, 'submitted'::text, 'deferred'::text, 'failed'::text, 'uncertain'::text, 'skipped'::text])))
)
WITH (fillfactor='50');
CREATE TABLE public.digest_entries (
    source text NOT NULL,
    day date NOT NULL,
    paper_id text NOT NULL,
    "position" integer NOT NULL,
    of_day date
);
CREATE TABLE public.digest_receipts (
    source text NOT NULL,
    day date NOT NULL,
    announced integer NOT NULL,
    kept integer NOT NULL,
    left_out jsonb NOT NULL,
    counted_at timestamp with time zone NOT NULL
);
CREATE TABLE public.digests (
    source text NOT NULL,
    day date NOT NULL,
    state text NOT NULL,
    problem text,
    listed integer DEFAULT 0 NOT NULL,
    dropped jsonb DEFAULT '[]'::jsonb NOT NULL,
    etag text,
    polled_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT digests_state_check CHECK ((state = ANY (ARRAY['fetched'::text, 'empty'::text, 'partial'::text, 'stale'::text, 'failed'::text])))
);
CREATE TABLE public.edition_ranges (
    edition_id bigint NOT NULL,
    range_no integer NOT NULL,
    subscriber_ids bigint[] NOT NULL,
    composed_at timestamp with time zone,
    delivered_at timestamp with time zone
);
ALTER TABLE ONLY public.edition_ranges ALTER COLUMN subscriber_ids SET STORAGE EXTERNAL;
CREATE TABLE public.editions (
    id bigint NOT NULL,
    kind text NOT NULL,
    slot timestamp with time zone NOT NULL,
    candidate_set_id bigint NOT NULL,
    is_stale boolean NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    state text DEFAULT 'open'::text NOT NULL,
    key_id text,
    message_part text,
    made_by text,
    notes jsonb,
    resumed_at timestamp with time zone,
    CONSTRAINT editions_kind_check CHECK ((kind = ANY (ARRAY['scheduled'::text, 'welcome'::text]))),
    CONSTRAINT editions_state_check CHECK ((state = ANY (ARRAY['open'::text, 'paused'::text, 'cancelled'::text])))
);
ALTER TABLE public.editions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.editions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.erased_addresses (
    hash text NOT NULL,
    key_id text NOT NULL,
    suppression text,
    erased_at timestamp with time zone NOT NULL,
    cleaned_at timestamp with time zone
);
CREATE TABLE public.installation (
    id boolean DEFAULT true NOT NULL,
    prefix text NOT NULL,
    CONSTRAINT installation_id_check CHECK (id)
);
CREATE TABLE public.kysely_migration (
    name character varying(255) NOT NULL,
    "timestamp" character varying(255) NOT NULL
);
CREATE TABLE public.lane_domain_places (
    lane text NOT NULL,
    domain text NOT NULL,
    place integer NOT NULL,
    holder text NOT NULL,
    held_until timestamp with time zone NOT NULL
);
CREATE TABLE public.lane_domains (
    lane text NOT NULL,
    domain text NOT NULL,
    reason text NOT NULL,
    stopped_until timestamp with time zone NOT NULL,
    allowed integer DEFAULT 1 NOT NULL,
    grown_at timestamp with time zone NOT NULL
);
CREATE TABLE public.lane_points (
    key character varying(255) NOT NULL,
    points integer DEFAULT 0 NOT NULL,
    expire bigint
);
CREATE TABLE public.lanes (
    name text NOT NULL,
    paused_at timestamp with time zone,
    pause_reason text,
    closings integer DEFAULT 0 NOT NULL,
    closed_until timestamp with time zone,
    last_problem text,
    last_problem_at timestamp with time zone,
    resumed_at timestamp with time zone
);
CREATE TABLE public.mail_histories (
    subscriber_id bigint NOT NULL,
    papers integer[] NOT NULL,
    picked_on date
)
WITH (fillfactor='70');
CREATE TABLE public.marks (
    subscriber_id bigint NOT NULL,
    paper_id text NOT NULL,
    kind text NOT NULL,
    marked_at timestamp with time zone NOT NULL,
    CONSTRAINT marks_kind_check CHECK ((kind = ANY (ARRAY['more'::text, 'less'::text, 'hide'::text, 'save'::text])))
);
CREATE TABLE public.notes (
    id bigint NOT NULL,
    on_day date NOT NULL,
    place text NOT NULL,
    topics text[] NOT NULL,
    sponsor text,
    body text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT notes_place_check CHECK ((place = ANY (ARRAY['top'::text, 'end'::text])))
);
ALTER TABLE public.notes ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.notes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.outbox (
    id bigint NOT NULL,
    kind text NOT NULL,
    subscriber_id bigint,
    status text DEFAULT 'queued'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    next_attempt_at timestamp with time zone,
    response text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    settled_at timestamp with time zone,
    key_id text,
    dedup_key text,
    payload jsonb,
    message_key text,
    CONSTRAINT outbox_kind_check CHECK (
CASE
    WHEN (kind = 'operator'::text) THEN ((subscriber_id IS NULL) AND (dedup_key IS NOT NULL) AND (payload IS NOT NULL))
    ELSE ((kind = ANY (ARRAY['confirm'::text, 'manage'::text, 'export'::text, 'erase'::text, 'goodbye'::text, 'restored'::text, 'quiet'::text])) AND (subscriber_id IS NOT NULL))
END),
    CONSTRAINT outbox_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'sending'::text, 'submitted'::text, 'deferred'::text, 'failed'::text, 'uncertain'::text])))
);
ALTER TABLE public.outbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.paper_numbers (
    paper_id text NOT NULL,
    number integer NOT NULL
);
ALTER TABLE public.paper_numbers ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.paper_numbers_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.paper_vectors (
    paper_id text NOT NULL,
    space text NOT NULL,
    vector bytea NOT NULL
);
CREATE TABLE public.papers (
    id text NOT NULL,
    title text NOT NULL,
    abstract text NOT NULL,
    authors text[] NOT NULL,
    organization text,
    summary text,
    keywords text[] NOT NULL,
    thumbnail_url text,
    code_url text,
    project_url text,
    published_on date,
    topics jsonb NOT NULL,
    upvotes integer DEFAULT 0 NOT NULL,
    comments integer DEFAULT 0 NOT NULL,
    stars integer,
    first_listed_on date NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    search tsvector GENERATED ALWAYS AS (((((setweight(to_tsvector('english'::regconfig, public.searchable(title)), 'A'::"char") || setweight(to_tsvector('english'::regconfig, public.searchable(public.joined_words(authors))), 'B'::"char")) || setweight(to_tsvector('english'::regconfig, public.searchable(organization)), 'B'::"char")) || setweight(to_tsvector('english'::regconfig, public.searchable(summary)), 'C'::"char")) || setweight(to_tsvector('english'::regconfig, public.searchable(abstract)), 'D'::"char"))) STORED,
    page_url text,
    categories text[] DEFAULT '{}'::text[] NOT NULL,
    comment text,
    enriched_at timestamp with time zone,
    text_source text,
    field_sources jsonb DEFAULT '{}'::jsonb NOT NULL,
    figure_url text
);
CREATE UNLOGGED TABLE public.rate_limits (
    key character varying(255) NOT NULL,
    points integer DEFAULT 0 NOT NULL,
    expire bigint
);
CREATE TABLE public.signal_snapshots (
    paper_id text NOT NULL,
    source text NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    upvotes integer NOT NULL,
    comments integer NOT NULL,
    stars integer
);
CREATE TABLE public.soft_bounces (
    subscriber_id bigint NOT NULL,
    delivery_id bigint NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.subscribers_number
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE public.subscribers (
    id bigint DEFAULT ((nextval('public.subscribers_number'::regclass) << 24) | (floor((random() * (16777216)::double precision)))::bigint) NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    status text NOT NULL,
    topics text[] DEFAULT '{}'::text[] NOT NULL,
    keywords text[] DEFAULT '{}'::text[] NOT NULL,
    cadence text DEFAULT 'daily'::text NOT NULL,
    hour smallint DEFAULT 7 NOT NULL,
    time_zone text DEFAULT 'UTC'::text NOT NULL,
    max_papers smallint DEFAULT 8 NOT NULL,
    consent jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    active_since timestamp with time zone,
    unsubscribed_at timestamp with time zone,
    authors text[] DEFAULT '{}'::text[] NOT NULL,
    organizations text[] DEFAULT '{}'::text[] NOT NULL,
    muted_topics text[] DEFAULT '{}'::text[] NOT NULL,
    muted_keywords text[] DEFAULT '{}'::text[] NOT NULL,
    muted_authors text[] DEFAULT '{}'::text[] NOT NULL,
    with_outside boolean DEFAULT false NOT NULL,
    paused_until date,
    unsubscribe_reason text,
    language text DEFAULT 'en'::text NOT NULL,
    schedule_before jsonb,
    mailed_through date,
    schedule_since timestamp with time zone,
    revision integer DEFAULT 0 NOT NULL,
    with_quiet_mail boolean DEFAULT false NOT NULL,
    with_learning boolean DEFAULT true NOT NULL,
    CONSTRAINT subscribers_cadence_check CHECK ((cadence = ANY (ARRAY['daily'::text, 'weekdays'::text, 'weekly'::text]))),
    CONSTRAINT subscribers_hour_check CHECK (((hour >= 0) AND (hour <= 23))),
    CONSTRAINT subscribers_language_check CHECK ((language = ANY (ARRAY['en'::text, 'de'::text, 'zh'::text]))),
    CONSTRAINT subscribers_max_papers_check CHECK (((max_papers >= 1) AND (max_papers <= 20))),
    CONSTRAINT subscribers_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'active'::text, 'unsubscribed'::text])))
);
CREATE TABLE public.subscription_requests (
    id bigint NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    preferences jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL
);
ALTER TABLE public.subscription_requests ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.subscription_requests_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.suppressions (
    email_key text NOT NULL,
    reason text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    evidence text
);
CREATE TABLE public.tastes (
    subscriber_id bigint NOT NULL,
    space text,
    vector bytea DEFAULT '\x'::bytea NOT NULL,
    confidence real DEFAULT 0 NOT NULL,
    liked text DEFAULT '[]'::text NOT NULL,
    liked_vectors bytea DEFAULT '\x'::bytea NOT NULL
)
WITH (toast_tuple_target='4080');
CREATE TABLE public.turns (
    name text NOT NULL,
    free_at timestamp with time zone NOT NULL,
    holder uuid NOT NULL
);
CREATE TABLE public.watermarks (
    name text NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.deliveries ATTACH PARTITION public.deliveries_2026_05 FOR VALUES FROM ('2026-05-01') TO ('2026-06-01');
INSERT INTO public.bounce_events OVERRIDING SYSTEM VALUE VALUES
	(1, 'smtp:a84cfef407042f5915ddb62a4332ff4fc838c61085031d6961f68a21b3ffdf32', 'smtp', '2026-05-19 07:00:00+00', '\x6e6f742061207265706f7274', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.candidate_sets OVERRIDING SYSTEM VALUE VALUES
	(1, '2026-05-19', '2026-05-19 07:00:00+00', '[{"id": "arxiv:2605.1", "title": "Robots that fold towels, part 1", "topics": {"robotics": 0.9}, "authors": ["Ada Example", "Ben Sample"], "codeUrl": null, "comment": null, "pageUrl": null, "signals": {"stars": null, "upvotes": 1, "comments": 0}, "summary": "A thing that works.", "abstract": "A robot folds towels with a diffusion policy.", "keywords": [], "figureUrl": null, "categories": [], "popularity": 0.5, "projectUrl": null, "publishedOn": null, "organization": null, "thumbnailUrl": null, "firstListedOn": "2026-05-18"}, {"id": "arxiv:2605.2", "title": "Robots that fold towels, part 2", "topics": {"code": 0.9}, "authors": ["Ada Example", "Ben Sample"], "codeUrl": null, "comment": null, "pageUrl": null, "signals": {"stars": null, "upvotes": 1, "comments": 0}, "summary": "A thing that works.", "abstract": "A robot folds towels with a diffusion policy.", "keywords": [], "figureUrl": null, "categories": [], "popularity": 0.5, "projectUrl": null, "publishedOn": null, "organization": null, "thumbnailUrl": null, "firstListedOn": "2026-05-19"}]'),
	(2, '2026-05-20', '2026-05-20 07:00:00+00', '[{"id": "arxiv:2605.1", "title": "Robots that fold towels, part 1", "topics": {"robotics": 0.9}, "authors": ["Ada Example", "Ben Sample"], "codeUrl": null, "comment": null, "pageUrl": null, "signals": {"stars": null, "upvotes": 1, "comments": 0}, "summary": "A thing that works.", "abstract": "A robot folds towels with a diffusion policy.", "keywords": [], "figureUrl": null, "categories": [], "popularity": 0.5, "projectUrl": null, "publishedOn": null, "organization": null, "thumbnailUrl": null, "firstListedOn": "2026-05-18"}, {"id": "arxiv:2605.2", "title": "Robots that fold towels, part 2", "topics": {"code": 0.9}, "authors": ["Ada Example", "Ben Sample"], "codeUrl": null, "comment": null, "pageUrl": null, "signals": {"stars": null, "upvotes": 1, "comments": 0}, "summary": "A thing that works.", "abstract": "A robot folds towels with a diffusion policy.", "keywords": [], "figureUrl": null, "categories": [], "popularity": 0.5, "projectUrl": null, "publishedOn": null, "organization": null, "thumbnailUrl": null, "firstListedOn": "2026-05-19"}, {"id": "arxiv:2605.3", "title": "Robots that fold towels, part 3", "topics": {"robotics": 0.9}, "authors": ["Ada Example", "Ben Sample"], "codeUrl": null, "comment": null, "pageUrl": null, "signals": {"stars": null, "upvotes": 1, "comments": 0}, "summary": "A thing that works.", "abstract": "A robot folds towels with a diffusion policy.", "keywords": [], "figureUrl": null, "categories": [], "popularity": 0.5, "projectUrl": null, "publishedOn": null, "organization": null, "thumbnailUrl": null, "firstListedOn": "2026-05-20"}, {"id": "arxiv:2605.4", "title": "Robots that fold towels, part 4", "topics": {"theory": 0.7}, "authors": ["Ada Example", "Ben Sample"], "codeUrl": null, "comment": null, "pageUrl": null, "signals": {"stars": null, "upvotes": 1, "comments": 0}, "summary": "A thing that works.", "abstract": "A robot folds towels with a diffusion policy.", "keywords": [], "figureUrl": null, "categories": [], "popularity": 0.5, "projectUrl": null, "publishedOn": null, "organization": null, "thumbnailUrl": null, "firstListedOn": "2026-05-20"}]');
INSERT INTO public.deliveries_2026_05 VALUES
	('2026-05-01', 2, 46796548, 9, 0, 'submitted', NULL, '[["arxiv:2605.3","keyword","towels"],["arxiv:2605.4","keyword","towels"]]', 'UTC', 'daily', 'en', 1, NULL, NULL, '250 ok', '2026-05-20 07:00:00+00', '2026-05-20 07:00:00+00', '{1}', NULL),
	('2026-05-01', 2, 56900703, 10, 0, 'deferred', NULL, '[["arxiv:2605.3","trending"],["arxiv:2605.4","trending"]]', 'UTC', 'daily', 'de', 1, NULL, '2026-05-20 07:05:00+00', '450 4.2.1 later', '2026-05-20 07:00:00+00', NULL, '{1}', NULL),
	('2026-05-01', 1, 46796548, 2, 0, 'submitted', NULL, '[["arxiv:2605.1","keyword","towels"],["arxiv:2605.2","keyword","towels"]]', 'UTC', 'daily', 'en', 1, NULL, NULL, '250 ok', '2026-05-19 07:00:00+00', '2026-05-19 07:00:00+00', NULL, NULL),
	('2026-05-01', 1, 56900703, 3, 0, 'submitted', NULL, '[["arxiv:2605.2","trending"],["arxiv:2605.1","trending"]]', 'UTC', 'daily', 'de', 1, NULL, NULL, '250 ok', '2026-05-19 07:00:00+00', '2026-05-19 07:00:00+00', NULL, NULL),
	('2026-05-01', 1, 82259341, 4, 0, 'submitted', NULL, '[["arxiv:2605.1","trending"]]', 'UTC', 'daily', 'en', 1, NULL, NULL, '250 ok', '2026-05-19 07:00:00+00', '2026-05-19 07:00:00+00', NULL, NULL),
	('2026-05-01', 1, 96795341, 5, 0, 'submitted', NULL, '[["arxiv:2605.2","author","Ada Example"],["arxiv:2605.1","author","Ada Example"]]', 'UTC', 'weekdays', 'en', 1, NULL, NULL, '250 ok', '2026-05-19 07:00:00+00', '2026-05-19 07:00:00+00', NULL, NULL),
	('2026-05-01', 1, 115927349, 6, 0, 'submitted', NULL, '[["arxiv:2605.2","trending"],["arxiv:2605.1","trending"]]', 'UTC', 'daily', 'en', 1, NULL, NULL, '250 ok', '2026-05-19 07:00:00+00', '2026-05-19 07:00:00+00', NULL, NULL),
	('2026-05-01', 1, 129788348, 7, 0, 'submitted', NULL, '[["arxiv:2605.2","trending"],["arxiv:2605.1","trending"]]', 'UTC', 'daily', 'en', 1, NULL, NULL, '250 ok', '2026-05-19 07:00:00+00', '2026-05-19 07:00:00+00', NULL, NULL),
	('2026-05-01', 1, 145815045, 8, 0, 'submitted', NULL, '[["arxiv:2605.2","trending"],["arxiv:2605.1","trending"]]', 'UTC', 'daily', 'en', 1, NULL, NULL, '250 ok', '2026-05-19 07:00:00+00', '2026-05-19 07:00:00+00', NULL, NULL),
	('2026-05-01', 2, 129788348, 14, 0, 'skipped', 'suppressed', '[["arxiv:2605.3","trending"],["arxiv:2605.4","trending"]]', 'UTC', 'daily', 'en', 0, NULL, NULL, NULL, '2026-05-20 07:00:00+00', '2026-05-20 07:00:00+00', '{1}', NULL),
	('2026-05-01', 2, 96795341, 12, 0, 'queued', NULL, '[["arxiv:2605.3","author","Ada Example"],["arxiv:2605.4","author","Ada Example"]]', 'UTC', 'weekdays', 'en', 0, NULL, NULL, NULL, '2026-05-20 07:00:00+00', NULL, '{1}', NULL),
	('2026-05-01', 2, 115927349, 13, 0, 'queued', NULL, '[["arxiv:2605.3","trending"],["arxiv:2605.4","trending"]]', 'UTC', 'daily', 'en', 0, NULL, NULL, NULL, '2026-05-20 07:00:00+00', NULL, '{1}', NULL),
	('2026-05-01', 2, 82259341, 11, 0, 'sending', NULL, '[["arxiv:2605.3","trending"],["arxiv:2605.4","trending"]]', 'UTC', 'daily', 'en', 1, '2026-05-20 07:01:00+00', NULL, NULL, '2026-05-20 07:00:00+00', NULL, '{1}', NULL);
INSERT INTO public.digest_entries VALUES
	('huggingface', '2026-05-18', 'arxiv:2605.1', 0, NULL),
	('huggingface', '2026-05-19', 'arxiv:2605.2', 0, NULL),
	('huggingface', '2026-05-20', 'arxiv:2605.3', 0, NULL),
	('huggingface', '2026-05-20', 'arxiv:2605.4', 0, NULL);
INSERT INTO public.digests VALUES
	('huggingface', '2026-05-18', 'fetched', NULL, 0, '[]', NULL, '2026-05-20 06:00:00+00', '2026-05-20 06:00:00+00'),
	('huggingface', '2026-05-19', 'fetched', NULL, 0, '[]', NULL, '2026-05-20 06:00:00+00', '2026-05-20 06:00:00+00'),
	('huggingface', '2026-05-20', 'fetched', NULL, 0, '[]', NULL, '2026-05-20 06:00:00+00', '2026-05-20 06:00:00+00');
INSERT INTO public.edition_ranges VALUES
	(1, 0, '{46796548,56900703,82259341,96795341,115927349,129788348,145815045}', '2026-05-19 07:00:00+00', '2026-05-19 07:00:00+00'),
	(2, 0, '{46796548,56900703,82259341,96795341,115927349,129788348}', '2026-05-20 07:00:00+00', NULL);
INSERT INTO public.editions OVERRIDING SYSTEM VALUE VALUES
	(1, 'scheduled', '2026-05-19 07:00:00+00', 1, false, '2026-05-19 07:00:00+00', 'open', 'EYcvg2', '1e0c8e49', '31b939e02d36c04f.12a4f7adf2a551e9', NULL, NULL),
	(2, 'scheduled', '2026-05-20 07:00:00+00', 2, false, '2026-05-20 07:00:00+00', 'open', 'EYcvg2', '2bf4d1c0', '31b939e02d36c04f.12a4f7adf2a551e9', '[{"id": 1, "day": "2026-05-20", "body": "A **note**", "place": "top", "topics": [], "sponsor": null}]', NULL);
INSERT INTO public.installation VALUES
	(true, 'paperboy');
INSERT INTO public.kysely_migration VALUES
	('0001_papers', '2026-11-28T15:48:39.840Z'),
	('0002_subscribers', '2026-11-28T15:48:39.878Z'),
	('0003_editions', '2026-11-28T15:48:39.968Z'),
	('0004_search', '2026-11-28T15:48:39.997Z'),
	('0005_preferences', '2026-11-28T15:48:40.014Z'),
	('0006_rate_limits', '2026-11-28T15:48:40.025Z'),
	('0007_soft_bounces', '2026-11-28T15:48:40.031Z'),
	('0008_paper_details', '2026-11-28T15:48:40.046Z'),
	('0009_lanes', '2026-11-28T15:48:40.074Z'),
	('0010_language', '2026-11-28T15:48:40.093Z'),
	('0011_edition_state', '2026-11-28T15:48:40.122Z'),
	('0012_goodbye', '2026-11-28T15:48:40.127Z'),
	('0013_skipped_as_paused', '2026-11-28T15:48:40.136Z'),
	('0014_turns', '2026-11-28T15:48:40.146Z'),
	('0015_ledger', '2026-11-28T15:48:40.178Z'),
	('0016_signing_key', '2026-11-28T15:48:40.200Z'),
	('0017_operator_mails', '2026-11-28T15:48:40.222Z'),
	('0018_selections_as_written', '2026-11-28T15:48:40.230Z'),
	('0019_outbox', '2026-11-28T15:48:40.248Z'),
	('0020_subscription_requests', '2026-11-28T15:48:40.285Z'),
	('0021_mail_histories', '2026-11-28T15:48:40.319Z'),
	('0022_late_entries', '2026-11-28T15:48:40.329Z'),
	('0023_field_sources', '2026-11-28T15:48:40.332Z'),
	('0025_schedule_changes', '2026-11-28T15:48:40.336Z'),
	('0026_schedule_changes_index', '2026-11-28T15:48:40.349Z'),
	('0027_message_identity', '2026-11-28T15:48:40.354Z'),
	('0029_digest_receipts', '2026-11-28T15:48:40.362Z'),
	('0030_installation', '2026-11-28T15:48:40.379Z'),
	('0032_links_of_a_row', '2026-11-28T15:48:40.388Z'),
	('0033_validate_outbox_kinds', '2026-11-28T15:48:40.398Z'),
	('0035_erased_files', '2026-11-28T15:48:40.401Z'),
	('0036_paper_vectors', '2026-11-28T15:48:40.420Z'),
	('0037_figures', '2026-11-28T15:48:40.426Z'),
	('0038_bounce_events', '2026-11-28T15:48:40.452Z'),
	('0042_papers_by_makers', '2026-11-28T15:48:40.473Z'),
	('0043_discovery_off_by_default', '2026-11-28T15:48:40.480Z'),
	('0046_notes', '2026-11-28T15:48:40.493Z'),
	('0047_quiet_mail', '2026-11-28T15:48:40.502Z'),
	('0048_validate_quiet_mail', '2026-11-28T15:48:40.511Z'),
	('0050_lane_of_a_delivery', '2026-11-28T15:48:40.515Z'),
	('0056_marks', '2026-11-28T15:48:40.524Z'),
	('0057_tastes', '2026-11-28T15:48:40.546Z');
INSERT INTO public.mail_histories VALUES
	(145815045, '{2,1}', '2026-05-19'),
	(46796548, '{1,2,3,4}', '2026-05-20'),
	(56900703, '{2,1,3,4}', '2026-05-20'),
	(82259341, '{1,3,4}', '2026-05-20'),
	(96795341, '{2,1,3,4}', '2026-05-20'),
	(115927349, '{2,1,3,4}', '2026-05-20'),
	(129788348, '{2,1}', '2026-05-19');
INSERT INTO public.marks VALUES
	(46796548, 'arxiv:2605.1', 'more', '2026-05-19 07:00:00+00');
INSERT INTO public.notes OVERRIDING SYSTEM VALUE VALUES
	(1, '2026-05-20', 'top', '{}', NULL, 'A **note**', '2026-05-19 07:00:00+00');
INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES
	(1, 'manage', 56900703, 'queued', 0, NULL, NULL, NULL, '2026-05-20 07:00:00+00', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.paper_numbers OVERRIDING SYSTEM VALUE VALUES
	('arxiv:2605.1', 1),
	('arxiv:2605.2', 2),
	('arxiv:2605.3', 3),
	('arxiv:2605.4', 4);
INSERT INTO public.paper_vectors VALUES
	('arxiv:2605.2', 'baba5af1a2ccb003', '\x40cfd1b4810ba00f10e2fd09216401f8f5cde604dbfa1ced336cf249070a220cf911d1e54322def8d92521c2f2281628ecf90d05181bed09131be7152c4d1ff2d95cff17bcfb14f9d03406efe92b320b0213e62f0be90d271ef40c23e011b01ad302f12307c21d0dd8bbffc00a2f12f2d011ebf2e8e51a01ca1cb5432107072f07eef3df061a03d50f02140feaefbe22e2ecdc0717beffdd4dd231eadb29e2253d32e637ed0b01245917fde8b30a25fbf70c02ef0d250eea15ec2de9fcf0fe12cb21e220ca1314ee070d201fff0e202826ebebbfda132e1b2212f628fd02f716ee26eac4e50912212266f8fcfdf8fd1234ddf3052c15e8d3111bd7ebda03100b'),
	('arxiv:2605.1', 'baba5af1a2ccb003', '\x40cfd1b4810ba00f10e2fd09216401f8f5cde604dbfa1ced336cf249070a220cf911d1e54322def8d92521c2f2281628ecf90d05181bed09131be7152c4d1ff2d95cff17bcfb14f9d03406efe92b320b0213e62f0be90d271ef40c23e011b01ad302f12307c21d0dd8bbffc00a2f12f2d011ebf2e8e51a01ca1cb5432107072f07eef3df061a03d50f02140feaefbe22e2ecdc0717beffdd4dd231eadb29e2253d32e637ed0b01245917fde8b30a25fbf70c02ef0d250eea15ec2de9fcf0fe12cb21e220ca1314ee070d201fff0e202826ebebbfda132e1b2212f628fd02f716ee26eac4e50912212266f8fcfdf8fd1234ddf3052c15e8d3111bd7ebda03100b'),
	('arxiv:2605.3', 'baba5af1a2ccb003', '\x40cfd1b4810ba00f10e2fd09216401f8f5cde604dbfa1ced336cf249070a220cf911d1e54322def8d92521c2f2281628ecf90d05181bed09131be7152c4d1ff2d95cff17bcfb14f9d03406efe92b320b0213e62f0be90d271ef40c23e011b01ad302f12307c21d0dd8bbffc00a2f12f2d011ebf2e8e51a01ca1cb5432107072f07eef3df061a03d50f02140feaefbe22e2ecdc0717beffdd4dd231eadb29e2253d32e637ed0b01245917fde8b30a25fbf70c02ef0d250eea15ec2de9fcf0fe12cb21e220ca1314ee070d201fff0e202826ebebbfda132e1b2212f628fd02f716ee26eac4e50912212266f8fcfdf8fd1234ddf3052c15e8d3111bd7ebda03100b'),
	('arxiv:2605.4', 'baba5af1a2ccb003', '\x40cfd1b4810ba00f10e2fd09216401f8f5cde604dbfa1ced336cf249070a220cf911d1e54322def8d92521c2f2281628ecf90d05181bed09131be7152c4d1ff2d95cff17bcfb14f9d03406efe92b320b0213e62f0be90d271ef40c23e011b01ad302f12307c21d0dd8bbffc00a2f12f2d011ebf2e8e51a01ca1cb5432107072f07eef3df061a03d50f02140feaefbe22e2ecdc0717beffdd4dd231eadb29e2253d32e637ed0b01245917fde8b30a25fbf70c02ef0d250eea15ec2de9fcf0fe12cb21e220ca1314ee070d201fff0e202826ebebbfda132e1b2212f628fd02f716ee26eac4e50912212266f8fcfdf8fd1234ddf3052c15e8d3111bd7ebda03100b');
INSERT INTO public.papers VALUES
	('arxiv:2605.1', 'Robots that fold towels, part 1', 'A robot folds towels with a diffusion policy.', '{"Ada Example","Ben Sample"}', NULL, 'A thing that works.', '{}', NULL, NULL, NULL, NULL, '{"robotics": 0.9}', 1, 0, NULL, '2026-05-18', '2026-05-20 06:00:00+00', '2026-05-20 06:00:00+00', DEFAULT, NULL, '{}', NULL, NULL, NULL, '{}', NULL),
	('arxiv:2605.2', 'Robots that fold towels, part 2', 'A robot folds towels with a diffusion policy.', '{"Ada Example","Ben Sample"}', NULL, 'A thing that works.', '{}', NULL, NULL, NULL, NULL, '{"code": 0.9}', 1, 0, NULL, '2026-05-19', '2026-05-20 06:00:00+00', '2026-05-20 06:00:00+00', DEFAULT, NULL, '{}', NULL, NULL, NULL, '{}', NULL),
	('arxiv:2605.3', 'Robots that fold towels, part 3', 'A robot folds towels with a diffusion policy.', '{"Ada Example","Ben Sample"}', NULL, 'A thing that works.', '{}', NULL, NULL, NULL, NULL, '{"robotics": 0.9}', 1, 0, NULL, '2026-05-20', '2026-05-20 06:00:00+00', '2026-05-20 06:00:00+00', DEFAULT, NULL, '{}', NULL, NULL, NULL, '{}', NULL),
	('arxiv:2605.4', 'Robots that fold towels, part 4', 'A robot folds towels with a diffusion policy.', '{"Ada Example","Ben Sample"}', NULL, 'A thing that works.', '{}', NULL, NULL, NULL, NULL, '{"theory": 0.7}', 1, 0, NULL, '2026-05-20', '2026-05-20 06:00:00+00', '2026-05-20 06:00:00+00', DEFAULT, NULL, '{}', NULL, NULL, NULL, '{}', NULL);
INSERT INTO public.subscribers VALUES
	(46796548, 'ann@example.net', 'ann@example.net', 'active', '{robotics}', '{towels}', 'daily', 7, 'UTC', 8, '{"at": "2026-05-01T00:00:00.000Z", "how": "cli"}', '2026-05-01 00:00:00+00', '2026-05-01 00:00:00+00', NULL, '{}', '{}', '{}', '{}', '{}', false, NULL, NULL, 'en', NULL, NULL, NULL, 0, false, true),
	(56900703, 'bo@example.net', 'bo@example.net', 'active', '{}', '{}', 'daily', 7, 'UTC', 8, '{"at": "2026-05-01T00:00:00.000Z", "how": "cli"}', '2026-05-01 00:00:00+00', '2026-05-01 00:00:00+00', NULL, '{}', '{}', '{}', '{}', '{}', false, NULL, NULL, 'de', NULL, NULL, NULL, 0, false, true),
	(82259341, 'cleo@example.net', 'cleo@example.net', 'active', '{}', '{}', 'daily', 7, 'UTC', 8, '{"at": "2026-05-01T00:00:00.000Z", "how": "cli"}', '2026-05-01 00:00:00+00', '2026-05-01 00:00:00+00', NULL, '{}', '{}', '{code}', '{}', '{}', false, NULL, NULL, 'en', NULL, NULL, NULL, 0, false, true),
	(96795341, 'dan@example.net', 'dan@example.net', 'active', '{}', '{}', 'weekdays', 7, 'UTC', 8, '{"at": "2026-05-01T00:00:00.000Z", "how": "cli"}', '2026-05-01 00:00:00+00', '2026-05-01 00:00:00+00', NULL, '{"Ada Example"}', '{}', '{}', '{}', '{}', false, NULL, NULL, 'en', NULL, NULL, NULL, 0, false, true),
	(115927349, 'eve@example.net', 'eve@example.net', 'active', '{}', '{}', 'daily', 7, 'UTC', 8, '{"at": "2026-05-01T00:00:00.000Z", "how": "cli"}', '2026-05-01 00:00:00+00', '2026-05-01 00:00:00+00', NULL, '{}', '{}', '{}', '{}', '{}', false, NULL, NULL, 'en', NULL, NULL, NULL, 0, false, true),
	(129788348, 'fay@example.net', 'fay@example.net', 'active', '{}', '{}', 'daily', 7, 'UTC', 8, '{"at": "2026-05-01T00:00:00.000Z", "how": "cli"}', '2026-05-01 00:00:00+00', '2026-05-01 00:00:00+00', NULL, '{}', '{}', '{}', '{}', '{}', false, NULL, NULL, 'en', NULL, NULL, NULL, 0, false, true),
	(145815045, 'gus@example.net', 'gus@example.net', 'unsubscribed', '{}', '{}', 'daily', 7, 'UTC', 8, '{"at": "2026-05-01T00:00:00.000Z", "how": "cli"}', '2026-05-01 00:00:00+00', NULL, '2026-05-19 07:00:00+00', '{}', '{}', '{}', '{}', '{}', false, NULL, 'too many', 'en', NULL, NULL, NULL, 1, false, true);
INSERT INTO public.suppressions VALUES
	('fay@example.net', 'hard bounce', '2026-05-19 07:00:00+00', '550 5.1.1 no');
INSERT INTO public.tastes VALUES
	(46796548, 'baba5af1a2ccb003', '\x40cfd1b4810ba00f10e2fd09216401f8f5cde604dbfa1ced336cf249070a220cf911d1e54322def8d92521c2f2281628ecf90d05181bed09131be7152c4d1ff2d95cff17bcfb14f9d03406efe92b320b0213e62f0be90d271ef40c23e011b01ad302f12307c21d0dd8bbffc00a2f12f2d011ebf2e8e51a01ca1cb5432107072f07eef3df061a03d50f02140feaefbe22e2ecdc0717beffdd4dd231eadb29e2253d32e637ed0b01245917fde8b30a25fbf70c02ef0d250eea15ec2de9fcf0fe12cb21e220ca1314ee070d201fff0e202826ebebbfda132e1b2212f628fd02f716ee26eac4e50912212266f8fcfdf8fd1234ddf3052c15e8d3111bd7ebda03100b', 0.25, '[["arxiv:2605.1","Robots that fold towels, part 1"]]', '\x40cfd1b4810ba00f10e2fd09216401f8f5cde604dbfa1ced336cf249070a220cf911d1e54322def8d92521c2f2281628ecf90d05181bed09131be7152c4d1ff2d95cff17bcfb14f9d03406efe92b320b0213e62f0be90d271ef40c23e011b01ad302f12307c21d0dd8bbffc00a2f12f2d011ebf2e8e51a01ca1cb5432107072f07eef3df061a03d50f02140feaefbe22e2ecdc0717beffdd4dd231eadb29e2253d32e637ed0b01245917fde8b30a25fbf70c02ef0d250eea15ec2de9fcf0fe12cb21e220ca1314ee070d201fff0e202826ebebbfda132e1b2212f628fd02f716ee26eac4e50912212266f8fcfdf8fd1234ddf3052c15e8d3111bd7ebda03100b');
INSERT INTO public.watermarks VALUES
	('slots', '2026-05-20 07:00:00+00');
SELECT pg_catalog.setval('public.bounce_events_id_seq', 1, true);
SELECT pg_catalog.setval('public.candidate_sets_id_seq', 2, true);
SELECT pg_catalog.setval('public.deliveries_id', 14, true);
SELECT pg_catalog.setval('public.editions_id_seq', 2, true);
SELECT pg_catalog.setval('public.notes_id_seq', 1, true);
SELECT pg_catalog.setval('public.outbox_id_seq', 1, true);
SELECT pg_catalog.setval('public.paper_numbers_number_seq', 4, true);
SELECT pg_catalog.setval('public.subscribers_number', 8, true);
SELECT pg_catalog.setval('public.subscription_requests_id_seq', 1, false);
ALTER TABLE ONLY public.bounce_events
    ADD CONSTRAINT bounce_events_event_key_key UNIQUE (event_key);
ALTER TABLE ONLY public.bounce_events
    ADD CONSTRAINT bounce_events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.candidate_sets
    ADD CONSTRAINT candidate_sets_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey1 PRIMARY KEY (month, edition_id, subscriber_id);
ALTER TABLE ONLY public.deliveries_2026_05
    ADD CONSTRAINT deliveries_2026_05_pkey PRIMARY KEY (month, edition_id, subscriber_id);
ALTER TABLE ONLY public.digest_entries
    ADD CONSTRAINT digest_entries_pkey PRIMARY KEY (source, day, paper_id);
ALTER TABLE ONLY public.digest_receipts
    ADD CONSTRAINT digest_receipts_pkey PRIMARY KEY (source, day);
ALTER TABLE ONLY public.digests
    ADD CONSTRAINT digests_pkey PRIMARY KEY (source, day);
ALTER TABLE ONLY public.edition_ranges
    ADD CONSTRAINT edition_ranges_pkey PRIMARY KEY (edition_id, range_no);
ALTER TABLE ONLY public.editions
    ADD CONSTRAINT editions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.erased_addresses
    ADD CONSTRAINT erased_addresses_pkey PRIMARY KEY (hash);
ALTER TABLE ONLY public.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.kysely_migration
    ADD CONSTRAINT kysely_migration_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.lane_domain_places
    ADD CONSTRAINT lane_domain_places_pkey PRIMARY KEY (lane, domain, place);
ALTER TABLE ONLY public.lane_domains
    ADD CONSTRAINT lane_domains_pkey PRIMARY KEY (lane, domain);
ALTER TABLE ONLY public.lane_points
    ADD CONSTRAINT lane_points_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.lanes
    ADD CONSTRAINT lanes_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.mail_histories
    ADD CONSTRAINT mail_histories_pkey PRIMARY KEY (subscriber_id);
ALTER TABLE ONLY public.marks
    ADD CONSTRAINT marks_pkey PRIMARY KEY (subscriber_id, paper_id, kind);
ALTER TABLE ONLY public.notes
    ADD CONSTRAINT notes_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.paper_numbers
    ADD CONSTRAINT paper_numbers_number_key UNIQUE (number);
ALTER TABLE ONLY public.paper_numbers
    ADD CONSTRAINT paper_numbers_pkey PRIMARY KEY (paper_id);
ALTER TABLE ONLY public.paper_vectors
    ADD CONSTRAINT paper_vectors_pkey PRIMARY KEY (paper_id);
ALTER TABLE ONLY public.papers
    ADD CONSTRAINT papers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.rate_limits
    ADD CONSTRAINT rate_limits_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.signal_snapshots
    ADD CONSTRAINT signal_snapshots_pkey PRIMARY KEY (paper_id, source, taken_at);
ALTER TABLE ONLY public.soft_bounces
    ADD CONSTRAINT soft_bounces_pkey PRIMARY KEY (subscriber_id, delivery_id);
ALTER TABLE ONLY public.subscribers
    ADD CONSTRAINT subscribers_email_key_key UNIQUE (email_key);
ALTER TABLE ONLY public.subscribers
    ADD CONSTRAINT subscribers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.subscription_requests
    ADD CONSTRAINT subscription_requests_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.suppressions
    ADD CONSTRAINT suppressions_pkey PRIMARY KEY (email_key);
ALTER TABLE ONLY public.tastes
    ADD CONSTRAINT tastes_pkey PRIMARY KEY (subscriber_id);
ALTER TABLE ONLY public.turns
    ADD CONSTRAINT turns_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.watermarks
    ADD CONSTRAINT watermarks_pkey PRIMARY KEY (name);
CREATE INDEX bounce_events_delivery ON public.bounce_events USING btree (delivery_id) WHERE (delivery_id IS NOT NULL);
CREATE INDEX bounce_events_edition ON public.bounce_events USING btree (edition_id) WHERE (edition_id IS NOT NULL);
CREATE INDEX bounce_events_open ON public.bounce_events USING btree (id) WHERE (applied_at IS NULL);
CREATE INDEX bounce_events_received ON public.bounce_events USING btree (received_at);
CREATE INDEX bounce_events_recipient ON public.bounce_events USING btree (recipient) WHERE (recipient IS NOT NULL);
CREATE INDEX bounce_events_subscriber ON public.bounce_events USING btree (subscriber_id) WHERE (subscriber_id IS NOT NULL);
CREATE INDEX candidate_sets_day ON public.candidate_sets USING btree (day, frozen_at);
CREATE INDEX deliveries_id_index ON ONLY public.deliveries USING btree (id);
CREATE INDEX deliveries_2026_05_id_idx ON public.deliveries_2026_05 USING btree (id);
CREATE INDEX deliveries_next_attempt ON ONLY public.deliveries USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL);
CREATE INDEX deliveries_2026_05_next_attempt_at_idx ON public.deliveries_2026_05 USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL);
CREATE INDEX deliveries_subscriber ON ONLY public.deliveries USING btree (subscriber_id, id);
CREATE INDEX deliveries_2026_05_subscriber_id_id_idx ON public.deliveries_2026_05 USING btree (subscriber_id, id);
CREATE INDEX digest_entries_paper ON public.digest_entries USING btree (paper_id);
CREATE INDEX digests_day ON public.digests USING btree (day);
CREATE INDEX edition_ranges_open ON public.edition_ranges USING btree (edition_id, range_no) WHERE (delivered_at IS NULL);
CREATE UNIQUE INDEX editions_one_per_slot ON public.editions USING btree (slot) WHERE (kind = 'scheduled'::text);
CREATE UNIQUE INDEX marks_opinion ON public.marks USING btree (subscriber_id, paper_id) WHERE (kind <> 'save'::text);
CREATE INDEX notes_day ON public.notes USING btree (on_day);
CREATE UNIQUE INDEX outbox_dedup_key ON public.outbox USING btree (dedup_key) WHERE (dedup_key IS NOT NULL);
CREATE INDEX outbox_open ON public.outbox USING btree (id) WHERE (status = ANY (ARRAY['queued'::text, 'sending'::text, 'deferred'::text]));
CREATE INDEX outbox_subscriber ON public.outbox USING btree (subscriber_id, kind, created_at);
CREATE INDEX papers_authors ON public.papers USING gin (authors);
CREATE INDEX papers_first_listed_on ON public.papers USING btree (first_listed_on);
CREATE INDEX papers_organization ON public.papers USING btree (organization) WHERE (organization IS NOT NULL);
CREATE INDEX papers_search ON public.papers USING gin (search);
CREATE INDEX papers_topics ON public.papers USING gin (topics);
CREATE INDEX papers_unenriched ON public.papers USING btree (first_listed_on) WHERE (enriched_at IS NULL);
CREATE INDEX rate_limits_expire ON public.rate_limits USING btree (expire);
CREATE INDEX subscribers_schedule ON public.subscribers USING btree (time_zone, hour, cadence, id) WHERE (status = 'active'::text);
CREATE INDEX subscribers_schedule_before ON public.subscribers USING btree (id) WHERE (schedule_before IS NOT NULL);
CREATE INDEX subscription_requests_address ON public.subscription_requests USING btree (email_key, id);
ALTER INDEX public.deliveries_id_index ATTACH PARTITION public.deliveries_2026_05_id_idx;
ALTER INDEX public.deliveries_next_attempt ATTACH PARTITION public.deliveries_2026_05_next_attempt_at_idx;
ALTER INDEX public.deliveries_pkey1 ATTACH PARTITION public.deliveries_2026_05_pkey;
ALTER INDEX public.deliveries_subscriber ATTACH PARTITION public.deliveries_2026_05_subscriber_id_id_idx;
CREATE TRIGGER give_back_papers AFTER UPDATE OF status ON public.deliveries FOR EACH ROW WHEN (((new.status = ANY (ARRAY['skipped'::text, 'failed'::text])) AND (old.status <> ALL (ARRAY['skipped'::text, 'failed'::text])))) EXECUTE FUNCTION public.give_back_papers();
CREATE TRIGGER keep_schedule_before BEFORE UPDATE OF time_zone, hour, cadence ON public.subscribers FOR EACH ROW WHEN (((old.status = 'active'::text) AND (new.status = 'active'::text) AND (old.schedule_before IS NULL) AND (((old.time_zone IS DISTINCT FROM new.time_zone) OR (old.hour IS DISTINCT FROM new.hour)) OR (old.cadence IS DISTINCT FROM new.cadence)))) EXECUTE FUNCTION public.keep_schedule_before();
ALTER TABLE ONLY public.digest_entries
    ADD CONSTRAINT digest_entries_paper_id_fkey FOREIGN KEY (paper_id) REFERENCES public.papers(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.digest_entries
    ADD CONSTRAINT digest_entries_source_day_fkey FOREIGN KEY (source, day) REFERENCES public.digests(source, day) ON DELETE CASCADE;
ALTER TABLE ONLY public.digest_receipts
    ADD CONSTRAINT digest_receipts_source_day_fkey FOREIGN KEY (source, day) REFERENCES public.digests(source, day) ON DELETE CASCADE;
ALTER TABLE ONLY public.edition_ranges
    ADD CONSTRAINT edition_ranges_edition_id_fkey FOREIGN KEY (edition_id) REFERENCES public.editions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.editions
    ADD CONSTRAINT editions_candidate_set_id_fkey FOREIGN KEY (candidate_set_id) REFERENCES public.candidate_sets(id);
ALTER TABLE ONLY public.lane_domain_places
    ADD CONSTRAINT lane_domain_places_lane_domain_fkey FOREIGN KEY (lane, domain) REFERENCES public.lane_domains(lane, domain) ON DELETE CASCADE;
ALTER TABLE ONLY public.mail_histories
    ADD CONSTRAINT mail_histories_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES public.subscribers(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.marks
    ADD CONSTRAINT marks_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES public.subscribers(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES public.subscribers(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.paper_vectors
    ADD CONSTRAINT paper_vectors_paper_id_fkey FOREIGN KEY (paper_id) REFERENCES public.papers(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.signal_snapshots
    ADD CONSTRAINT signal_snapshots_paper_id_fkey FOREIGN KEY (paper_id) REFERENCES public.papers(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.soft_bounces
    ADD CONSTRAINT soft_bounces_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES public.subscribers(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.tastes
    ADD CONSTRAINT tastes_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES public.subscribers(id) ON DELETE CASCADE;
