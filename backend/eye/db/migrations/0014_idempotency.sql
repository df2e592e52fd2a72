-- What was answered to requests that carry an Idempotency-Key, so that a repeated one is answered the same and does nothing.

create table idempotency (
  organisation_id text not null references organisations (id),
  mode text not null,
  name text not null,
  route text not null,
  body_hash text not null,
  claim text not null,
  claimed_until bigint not null,
  acted_at bigint,
  status bigint,
  headers text,
  answer text,
  created_at bigint not null,
  primary key (organisation_id, mode, name, route)
);
create index idempotency_created on idempotency (created_at);
