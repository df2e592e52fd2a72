-- How many sessions and flags an organisation had in an hour (since 1970) and the credits it was charged, counted once
-- the hour is over: charts and the pace of spending read these few rows, whatever the tables behind them grow to.
create table hours (
  organisation_id text not null references organisations (id),
  hour bigint not null,
  sessions bigint not null default 0,
  flags bigint not null default 0,
  credits bigint not null default 0,
  primary key (organisation_id, hour)
);

-- One row: everything before this hour is counted.
create table hours_counted (
  one bigint primary key,
  until bigint not null
);
