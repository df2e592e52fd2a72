-- One SQL for SQLite and PostgreSQL: times are bigint milliseconds UTC, a flag is a nullable time,
-- JSON is text, ids are text made by clock.new_id. What is filtered on has a column of its own.

create table settings (
  name text primary key,
  value text not null
);

create table organisations (
  id text primary key,
  name text not null,
  identity text not null default 'off',
  key_limit bigint not null default 20,
  domain_limit bigint not null default 5,
  created_at bigint not null,
  suspended_at bigint
);

create table members (
  id text primary key,
  organisation_id text not null references organisations (id),
  email text not null unique,
  name text not null,
  roles text not null,
  password_hash text,
  created_at bigint not null,
  last_seen_at bigint
);
create index members_organisation on members (organisation_id, id);

create table sign_in_links (
  token_hash text primary key,
  member_id text not null references members (id),
  purpose text not null,
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint
);

create table sign_ins (
  token_hash text primary key,
  member_id text not null references members (id),
  csrf text not null,
  created_at bigint not null,
  expires_at bigint not null
);
create index sign_ins_member on sign_ins (member_id);

create table audit (
  id text primary key,
  organisation_id text not null references organisations (id),
  actor text not null,
  act text not null,
  subject text not null,
  data text not null,
  at bigint not null
);
create index audit_organisation on audit (organisation_id, id);

create table keys (
  id text primary key,
  organisation_id text not null references organisations (id),
  name text not null,
  note text not null,
  kind text not null,
  mode text not null,
  hash text not null unique,
  plain text,
  shown text not null,
  roles text not null,
  ip_allowlist text not null,
  created_at bigint not null,
  created_by text not null,
  last_used_at bigint,
  last_used_from text,
  expires_at bigint,
  inactive_at bigint,
  revoked_at bigint,
  deleted_at bigint,
  exposed_at bigint
);
create index keys_organisation on keys (organisation_id, id);

create table refused_starts (
  organisation_id text not null references organisations (id),
  key_id text not null,
  day bigint not null,
  code text not null,
  count bigint not null,
  last_at bigint not null,
  last_origin text,
  primary key (organisation_id, day, key_id, code)
);

create table domains (
  id text primary key,
  organisation_id text not null references organisations (id),
  name text not null,
  entry text not null,
  created_at bigint not null,
  created_by text not null,
  last_seen_at bigint,
  unique (organisation_id, entry)
);

create table assessments (
  organisation_id text not null references organisations (id),
  id text not null,
  title text not null,
  duration_ms bigint,
  attempts bigint,
  opens_at bigint,
  closes_at bigint,
  ai_proctoring text not null default 'host',
  facial_recognition text not null default 'host',
  policy text not null default '{}',
  created_at bigint not null,
  archived_at bigint,
  primary key (organisation_id, id)
);

create table candidates (
  organisation_id text not null references organisations (id),
  id text not null,
  first_name text,
  last_name text,
  email text,
  created_at bigint not null,
  primary key (organisation_id, id)
);

create table wallets (
  organisation_id text primary key references organisations (id),
  balance bigint not null default 0,
  held bigint not null default 0
);

create table ledger (
  id text primary key,
  organisation_id text not null references organisations (id),
  kind text not null,
  credits bigint not null,
  balance bigint not null,
  usage_id text,
  note text not null,
  at bigint not null
);
create index ledger_organisation on ledger (organisation_id, id);

create table sessions (
  id text primary key,
  organisation_id text not null references organisations (id),
  mode text not null,
  assessment_id text not null,
  candidate_id text not null,
  attempt bigint not null,
  key_id text not null references keys (id),
  domain_id text not null,
  domain_entry text not null,
  origin text not null,
  start_id text,
  gen bigint not null default 1,
  gen_started_at bigint not null,
  past_gens text not null default '{}',
  status text not null default 'created',
  created_at bigint not null,
  activated_at bigint,
  duration_ms bigint,
  ends_at bigint,
  abandon_ms bigint not null,
  paused_at bigint,
  paused_ms bigint not null default 0,
  ended_at bigint,
  end_reason text,
  last_seen bigint not null,
  ai_proctoring bigint not null,
  facial_recognition bigint not null,
  policy text not null default '{}',
  host text not null default '{}',
  acked bigint not null default 0,
  open_flags text not null default '{}',
  event_count bigint not null default 0,
  flag_count bigint not null default 0,
  rejected_count bigint not null default 0,
  foreign key (organisation_id, assessment_id) references assessments (organisation_id, id),
  foreign key (organisation_id, candidate_id) references candidates (organisation_id, id)
);
create unique index sessions_running on sessions (organisation_id, mode, assessment_id, candidate_id)
  where ended_at is null;
create index sessions_attempts on sessions (organisation_id, assessment_id, candidate_id, mode);
create index sessions_organisation on sessions (organisation_id, id);
create index sessions_unended on sessions (last_seen) where ended_at is null;
create index sessions_key_running on sessions (key_id) where ended_at is null;

create table holds (
  session_id text primary key references sessions (id),
  organisation_id text not null references organisations (id),
  credits bigint not null
);

create table usage (
  id text primary key,
  organisation_id text not null references organisations (id),
  meter text not null,
  charged text not null,
  quantity bigint not null,
  credits bigint not null,
  key_id text not null,
  domain_id text not null,
  domain_entry text not null,
  assessment_id text not null,
  candidate_id text not null,
  session_id text not null references sessions (id),
  at bigint not null,
  unique (organisation_id, charged)
);
create index usage_session on usage (session_id);
create index usage_organisation on usage (organisation_id, id);

create table events (
  session_id text not null references sessions (id),
  gen bigint not null,
  seq bigint not null,
  type text not null,
  at bigint not null,
  original_at text,
  received_at bigint not null,
  data text not null,
  media_id text,
  late bigint not null default 0,
  primary key (session_id, gen, seq)
);

create table flags (
  id text primary key,
  organisation_id text not null references organisations (id),
  session_id text not null references sessions (id),
  gen bigint not null,
  seq bigint not null,
  type text not null,
  severity text not null,
  description text not null,
  raised_at bigint not null,
  cleared_at bigint,
  media_id text,
  late bigint not null default 0,
  created_at bigint not null
);
create index flags_session on flags (session_id, id);
create index flags_organisation on flags (organisation_id, id);

create table media (
  session_id text not null references sessions (id),
  id text not null,
  organisation_id text not null references organisations (id),
  sha256 text not null,
  content_type text not null,
  size bigint not null,
  path text not null,
  late bigint not null default 0,
  created_at bigint not null,
  primary key (session_id, id)
);

create table outbox (
  id text primary key,
  organisation_id text not null references organisations (id),
  type text not null,
  session_id text,
  test bigint not null,
  payload text not null,
  created_at bigint not null,
  claimed_until bigint not null default 0
);
create index outbox_unclaimed on outbox (claimed_until, id);
