-- Rotation of keys, what each is used for, and the warnings about it.

alter table keys add column rotated_to text;
alter table keys add column rotated_from text;
alter table keys add column rotated_at bigint;
alter table keys add column retires_at bigint;

create index sessions_key on sessions (key_id, created_at);
create index usage_key on usage (key_id, at);

-- Refused attempts under a key, by the minute: a week of them tells a burst from an ordinary day.
create table failed_attempts (
  organisation_id text not null references organisations (id),
  key_id text not null,
  minute bigint not null,
  count bigint not null,
  primary key (organisation_id, key_id, minute)
);
create index failed_attempts_minute on failed_attempts (minute);

-- Calls of servers by key and day; each process adds to it at most once a minute.
create table key_calls (
  organisation_id text not null references organisations (id),
  key_id text not null,
  day bigint not null,
  count bigint not null,
  primary key (organisation_id, key_id, day)
);

-- Which warnings were mailed, so that each is mailed once: `since` is what makes it another one.
create table key_warnings (
  organisation_id text not null references organisations (id),
  key_id text not null,
  kind text not null,
  since bigint not null,
  at bigint not null,
  primary key (organisation_id, key_id, kind, since)
);
