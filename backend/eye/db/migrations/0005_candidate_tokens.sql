-- Candidate tokens are used once; sessions say how they were identified; refused starts are counted by origin and hour.

create table candidate_tokens_used (
  jti text primary key,
  organisation_id text not null references organisations (id),
  session_id text not null,
  start_id text,
  used_at bigint not null,
  expires_at bigint not null
);
create index candidate_tokens_used_expiry on candidate_tokens_used (expires_at);

alter table sessions add column identity text not null default 'unsigned';
alter table sessions add column identity_code text;

alter table refused_starts rename to refused_starts_by_day;
create table refused_starts (
  organisation_id text not null references organisations (id),
  key_id text not null,
  code text not null,
  origin text not null,
  hour bigint not null,
  count bigint not null,
  last_at bigint not null,
  primary key (organisation_id, key_id, hour, code, origin)
);
insert into refused_starts (organisation_id, key_id, code, origin, hour, count, last_at)
  select organisation_id, key_id, code, coalesce(last_origin, ''), day * 24, count, last_at from refused_starts_by_day;
drop table refused_starts_by_day;
create index refused_starts_hour on refused_starts (hour);
