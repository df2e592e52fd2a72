-- Organisations that somebody wants to register, until the link that was mailed to them is opened.

create table registrations (
  token_hash text primary key,
  email text not null,
  name text not null,
  organisation_name text not null,
  created_at bigint not null,
  expires_at bigint not null
);
create index registrations_email on registrations (email, created_at);
create index registrations_expiry on registrations (expires_at);
