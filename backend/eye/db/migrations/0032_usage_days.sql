-- What was charged on a day (since 1970, UTC) with each key, on each domain, in each assessment, by each meter: written with
-- every charge, so that sums of months read few rows. `sessions` are those whose first charge it was; `oldest` and
-- `newest` are the first and the last id of all that were charged.
create table usage_days (
  organisation_id text not null references organisations (id),
  day bigint not null,
  key_id text not null,
  domain_id text not null,
  domain_entry text not null,
  assessment_id text not null,
  meter text not null,
  charges bigint not null,
  sessions bigint not null,
  credits bigint not null,
  quantity bigint not null,
  oldest text not null,
  newest text not null,
  primary key (organisation_id, day, key_id, domain_id, domain_entry, assessment_id, meter)
);
insert into usage_days (organisation_id, day, key_id, domain_id, domain_entry, assessment_id, meter, charges, sessions,
    credits, quantity, oldest, newest)
  select organisation_id, at / 86400000, key_id, domain_id, domain_entry, assessment_id, meter, count(*),
    sum(case when reverses is null and (meter <> 'minute' or charged = 'minute:' || session_id || ':1')
      then 1 else 0 end),
    sum(credits), sum(quantity), min(session_id), max(session_id)
  from usage group by organisation_id, at / 86400000, key_id, domain_id, domain_entry, assessment_id, meter;

-- Single charges are found by whom and what they are about, in the order of their ids; ids tell the time as well.
create index usage_candidate on usage (organisation_id, candidate_id, id);
create index usage_assessment on usage (organisation_id, assessment_id, id);
create index usage_with_key on usage (organisation_id, key_id, id);
drop index usage_key;
drop index usage_at;
drop index usage_session;
