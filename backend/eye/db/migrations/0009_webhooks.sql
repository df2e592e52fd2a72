-- Webhook endpoints, what is on its way to them, and the log of every attempt.

create table webhook_endpoints (
  id text primary key,
  organisation_id text not null references organisations (id),
  url text not null,
  description text not null,
  types text not null,
  mode text not null,
  salt text not null,
  old_salt text,
  old_until bigint,
  created_at bigint not null,
  created_by text not null,
  disabled_at bigint,
  disabled_reason text,
  failing_since bigint,
  last_success_at bigint,
  deleted_at bigint
);
create index webhook_endpoints_organisation on webhook_endpoints (organisation_id, id);

-- The number of a fact in its session; null for what concerns none, or what nobody wanted to hear.
alter table outbox add column number bigint;

create table webhook_numbers (
  session_id text primary key,
  last bigint not null,
  at bigint not null
);

-- One row for each fact and endpoint. `tries` counts from the first attempt, or from the last time it was sent again.
create table webhook_deliveries (
  id text primary key,
  organisation_id text not null references organisations (id),
  endpoint_id text not null,
  outbox_id text not null,
  type text not null,
  test bigint not null,
  status text not null,
  tries bigint not null default 0,
  next_at bigint not null,
  claimed_until bigint not null default 0,
  created_at bigint not null,
  done_at bigint,
  unique (endpoint_id, outbox_id)
);
create index webhook_deliveries_endpoint on webhook_deliveries (endpoint_id, id);
create index webhook_deliveries_due on webhook_deliveries (endpoint_id, next_at) where status = 'pending';
create index webhook_deliveries_outbox on webhook_deliveries (outbox_id);

create table webhook_attempts (
  id text primary key,
  delivery_id text not null,
  endpoint_id text not null,
  at bigint not null,
  duration_ms bigint not null,
  outcome text not null,
  status bigint,
  url text not null,
  request text not null,
  answer text not null
);
create index webhook_attempts_delivery on webhook_attempts (delivery_id, id);

-- Flags that were told without the evidence that they name, until it arrives.
create table webhook_awaited (
  outbox_id text primary key,
  session_id text not null,
  media_id text not null,
  since bigint not null
);

-- What is told once in a while only, however often it happens: `period` is the hour since 1970.
create table outbox_once (
  organisation_id text not null references organisations (id),
  type text not null,
  subject text not null,
  period bigint not null,
  primary key (organisation_id, type, subject, period)
);
create index outbox_once_period on outbox_once (period);
create index webhook_numbers_at on webhook_numbers (at);
