-- What people decide about flags and sessions. `reviews` and `outcomes` are only ever added to; what stands now is
-- carried by the rows of flags and sessions, so that a list joins nothing to show it.

create table reviews (
  id text primary key,
  organisation_id text not null references organisations (id),
  flag_id text not null references flags (id) on delete cascade,
  number bigint not null,
  decision text not null,
  state text not null,
  actor text not null,
  note text,
  at bigint not null,
  unique (flag_id, number)
);

alter table flags add column assessment_id text not null default '';
alter table flags add column candidate_id text not null default '';
alter table flags add column queue text not null default 'waiting';
alter table flags add column review text not null default 'waiting';
alter table flags add column review_version bigint not null default 0;
alter table flags add column reviewed_by text;
alter table flags add column reviewed_at bigint;
alter table flags add column review_note text;
alter table flags add column first_by text;

update flags set
  assessment_id = (select s.assessment_id from sessions s where s.id = flags.session_id),
  candidate_id = (select s.candidate_id from sessions s where s.id = flags.session_id);
update flags set queue = 'technical' where type in ('EVENTS_MISSING', 'DETECTOR_STALLED');

create index flags_queue on flags (organisation_id, queue, id);
create index flags_severity on flags (organisation_id, queue, severity, id);
create index flags_type on flags (organisation_id, queue, type, id);
create index flags_assessment on flags (organisation_id, assessment_id, queue, id);
create index flags_candidate on flags (organisation_id, candidate_id, queue, id);

create table outcomes (
  id text primary key,
  organisation_id text not null references organisations (id),
  session_id text not null references sessions (id) on delete cascade,
  number bigint not null,
  outcome text,
  actor text not null,
  note text,
  at bigint not null,
  unique (session_id, number)
);

alter table sessions add column outcome text;
alter table sessions add column outcome_by text;
alter table sessions add column outcome_at bigint;
alter table sessions add column outcome_note text;
alter table sessions add column outcome_version bigint not null default 0;
