-- The score of a session by the risk policy that is valid for it, kept beside it so that lists can show and sort it.
alter table sessions add column risk bigint;
alter table sessions add column risk_version bigint;
create index sessions_risk on sessions (organisation_id, risk, id) where risk > 0;

-- Whether the score has to be counted anew because of this flag: it is new, still open, or somebody has decided.
alter table flags add column rescore bigint not null default 1;
create index flags_rescore on flags (session_id) where rescore > 0;

-- An organisation's own versions; version 1 is published with Eye and stands in its code. A row is never changed but
-- for `spread`: up to which flag the sessions of the past have been told, null when there is nothing left to tell.
create table risk_policies (
  organisation_id text not null references organisations (id),
  version bigint not null,
  rules text not null,
  applies_from bigint not null,
  spread text,
  created_at bigint not null,
  created_by text not null,
  primary key (organisation_id, version)
);
