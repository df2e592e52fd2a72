-- The sessions of one candidate, newest first. Only who says so takes it: a start must find its own attempt otherwise.
create index sessions_candidate on sessions (organisation_id, candidate_id, id) where candidate_id > '';

-- Files of candidates, from the look at them (`preview`) over `running` to `done`; `cancelled` where nobody wanted it.
-- `next` is the first row that is not imported yet: whoever claims a running import goes on from there.
create table candidate_imports (
  id text primary key,
  organisation_id text not null references organisations (id),
  created_by text not null,
  file_name text not null,
  status text not null,
  replaces bigint not null default 0,
  good bigint not null,
  wrong bigint not null,
  repeated bigint not null,
  known bigint not null default 0,
  notices text not null,
  next bigint not null default 1,
  added bigint not null default 0,
  changed bigint not null default 0,
  claimed_until bigint not null default 0,
  created_at bigint not null,
  started_at bigint,
  finished_at bigint
);
create index candidate_imports_organisation on candidate_imports (organisation_id, id);
create index candidate_imports_running on candidate_imports (claimed_until) where status = 'running';

-- Its good rows, numbered from 1, until they are imported.
create table candidate_import_rows (
  import_id text not null references candidate_imports (id) on delete cascade,
  number bigint not null,
  line bigint not null,
  candidate_id text not null,
  first_name text,
  last_name text,
  email text,
  primary key (import_id, number)
);
