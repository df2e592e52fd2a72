-- How many sessions were started in an hour (since 1970) with a key, from an origin, and how they were identified: counted
-- with the hour of `hours`, once it is over.
create table start_hours (
  organisation_id text not null references organisations (id),
  hour bigint not null,
  key_id text not null,
  origin text not null,
  identity text not null,
  sessions bigint not null,
  primary key (organisation_id, hour, key_id, origin, identity)
);
insert into start_hours (organisation_id, hour, key_id, origin, identity, sessions)
  select organisation_id, created_at / 3600000, key_id, origin, identity, count(*) from sessions
  where created_at < (select coalesce(max(until), 0) * 3600000 from hours_counted)
  group by organisation_id, created_at / 3600000, key_id, origin, identity;
