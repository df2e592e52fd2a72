-- What the pages of running sessions are asked to do, and what a live proctor decides.

-- The open ones as JSON, null for none: read and written with the row that a batch of events locks anyway.
alter table sessions add column commands text;
-- Since when a session runs again after a pause: silence counts from then on.
alter table sessions add column resumed_at bigint;
-- Why a proctor ended it, in their own words.
alter table sessions add column end_note text;
-- Of what was watched of any detector the least, in hundredths of a percent, as of the last heartbeat.
alter table sessions add column lowest_coverage bigint;

-- Each that was ever given. It was carried out (`done_at`), taken back by a later one, or waits.
create table commands (
  id text primary key,
  session_id text not null references sessions (id),
  type text not null,
  data text not null,
  actor text not null,
  created_at bigint not null,
  done_at bigint,
  withdrawn_at bigint
);
create index commands_session on commands (session_id, id);

-- What a candidate may use beyond the attempts of the assessment.
create table granted_attempts (
  organisation_id text not null references organisations (id),
  assessment_id text not null,
  candidate_id text not null,
  attempts bigint not null,
  primary key (organisation_id, assessment_id, candidate_id)
);

-- The page of live sessions asks for the newest picture of each, and for high flags about which nobody has decided.
create index media_newest on media (session_id, created_at);
create index flags_high on flags (session_id, id) where severity = 'high' and review = 'waiting';
