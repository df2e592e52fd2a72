-- What an organisation is charged by. Its price has versions; a session keeps the one that it was begun under.
alter table organisations add column meter text not null default 'session';
alter table organisations add column price bigint not null default 1;
alter table organisations add column price_version bigint not null default 1;
alter table organisations add column low_credits bigint not null default 5;
create table prices (
  organisation_id text not null references organisations (id),
  version bigint not null,
  meter text not null,
  price bigint not null,
  since bigint not null,
  primary key (organisation_id, version)
);

-- `minutes` are the started minutes of a session that were charged.
alter table sessions add column meter text not null default 'session';
alter table sessions add column price bigint not null default 1;
alter table sessions add column price_version bigint not null default 1;
alter table sessions add column minutes bigint not null default 0;
-- A start must not take this index for its own: so it asks for more than a start says.
create index sessions_metered on sessions (id) where ended_at is null and meter = 'minute';

alter table usage add column price bigint not null default 1;
alter table usage add column price_version bigint not null default 1;
alter table usage add column reverses text;
create index usage_at on usage (organisation_id, at, id);

-- Since when the organisation knows that credits are low, or gone; null while they are not.
alter table wallets add column low_told_at bigint;
alter table wallets add column exhausted_at bigint;
-- The lines of a ledger are numbered, so that the balance after each can be followed and none can be missing.
alter table wallets add column lines bigint not null default 0;
alter table ledger add column number bigint not null default 0;
update ledger set number = n.number
  from (select id, row_number() over (partition by organisation_id order by id) as number from ledger) n
  where n.id = ledger.id;
update wallets set lines = (select count(*) from ledger l where l.organisation_id = wallets.organisation_id);
drop index ledger_organisation;
create unique index ledger_lines on ledger (organisation_id, number);

-- Credits as they came in. `remaining` of them are left; `taken` is what the last charge took.
create table lots (
  id text primary key,
  organisation_id text not null references organisations (id),
  credits bigint not null,
  remaining bigint not null,
  taken bigint not null default 0,
  priority bigint not null,
  expires_at bigint,
  note text not null,
  created_at bigint not null
);
create index lots_organisation on lots (organisation_id, id);
create index lots_left on lots (organisation_id, priority) where remaining > 0;
create index lots_expiry on lots (expires_at) where remaining > 0 and expires_at > 0;

-- Which lot a line of the ledger is about; null for what no lot could pay.
alter table ledger add column lot_id text;

-- Every wallet becomes one lot, with its whole history.
insert into lots (id, organisation_id, credits, remaining, priority, note, created_at)
  select 'lot_' || substr(w.organisation_id, 5), w.organisation_id, w.balance, w.balance, 50,
    'Credits from before there were lots',
    coalesce((select max(l.at) from ledger l where l.organisation_id = w.organisation_id), o.created_at)
  from wallets w join organisations o on o.id = w.organisation_id where w.balance > 0;
update ledger set lot_id = 'lot_' || substr(organisation_id, 5)
  where organisation_id in (select organisation_id from lots);
