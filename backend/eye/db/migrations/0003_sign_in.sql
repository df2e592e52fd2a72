-- Sign-ins that a member can tell apart and end one by one, and passkeys as a second way to sign in.

alter table sign_ins add column id text;
alter table sign_ins add column address text;
alter table sign_ins add column user_agent text;
alter table sign_ins add column last_seen_at bigint;
update sign_ins set id = token_hash;
create unique index sign_ins_id on sign_ins (id);
create index sign_ins_expiry on sign_ins (expires_at);
create index sign_in_links_expiry on sign_in_links (expires_at);
create index sign_in_links_member on sign_in_links (member_id, created_at);

create table passkeys (
  id text primary key,
  member_id text not null references members (id) on delete cascade,
  credential_id text not null unique,
  public_key text not null,
  sign_count bigint not null,
  name text not null,
  created_at bigint not null,
  last_used_at bigint
);
create index passkeys_member on passkeys (member_id, id);

create table passkey_challenges (
  hash text primary key,
  member_id text references members (id) on delete cascade,
  expires_at bigint not null
);
create index passkey_challenges_expiry on passkey_challenges (expires_at);
create index passkey_challenges_member on passkey_challenges (member_id);
