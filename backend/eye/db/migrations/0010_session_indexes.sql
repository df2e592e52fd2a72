-- A server that knows nothing yet about a table takes any index whose condition a query meets, and keeps that plan: a
-- start must find none here but those by which its own attempt is found. So the two below ask for more than it says.
drop index sessions_unended;
drop index sessions_key_running;
create index sessions_unended on sessions (last_seen) where ended_at is null and last_seen > 0;
create index sessions_key_running on sessions (key_id) where ended_at is null and key_id > '';
-- Used attempts are counted in the index alone.
drop index sessions_attempts;
create index sessions_attempts on sessions (organisation_id, assessment_id, candidate_id, mode)
  where activated_at is not null;
-- Of equals it takes the youngest.
drop index sessions_running;
create unique index sessions_running on sessions (organisation_id, mode, assessment_id, candidate_id)
  where ended_at is null;
