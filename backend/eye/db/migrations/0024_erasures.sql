-- What is being erased and what was: by schedule, or because somebody asked. Once it is done the receipt is all that is
-- left; it names nobody.
create table erasures (
  id text primary key,
  organisation_id text not null references organisations (id),
  kind text not null,
  session_id text,
  candidate_id text,
  asked_by text not null,
  asked_at bigint not null,
  claimed_until bigint not null default 0,
  done_at bigint,
  receipt text,
  signature text
);
create index erasures_organisation on erasures (organisation_id, id);
create index erasures_waiting on erasures (claimed_until, id) where done_at is null;
create index erasures_session on erasures (session_id) where session_id > '';

-- What was counted so far, until the receipt is signed.
create table erased_sessions (
  erasure_id text not null references erasures (id),
  session_id text not null,
  events bigint not null default 0,
  flags bigint not null default 0,
  media bigint not null default 0,
  messages bigint not null default 0,
  deliveries bigint not null default 0,
  erased_at bigint,
  primary key (erasure_id, session_id)
);
create table erased_files (
  erasure_id text not null references erasures (id),
  session_id text not null,
  media_id text not null,
  sha256 text not null,
  size bigint not null,
  primary key (erasure_id, session_id, media_id)
);

alter table sessions add column erasure_id text;
-- In place of whom was erased: their sessions and what was charged for them belong to somebody without a name.
alter table candidates add column erased_at bigint;
create index outbox_session on outbox (session_id);
