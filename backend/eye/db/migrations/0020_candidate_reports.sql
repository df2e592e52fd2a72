-- Since when candidates may see the report of their own session; null: they may not. Links made before stay closed.
alter table organisations add column candidate_reports_at bigint;

-- What candidates answer to their report, until the outcome is decided.
create table candidate_answers (
  session_id text primary key references sessions (id),
  organisation_id text not null references organisations (id),
  text text not null,
  at bigint not null
);
