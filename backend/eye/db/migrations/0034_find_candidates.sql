-- How candidates are found by the beginning of their id, names or address: in small letters, without accents, as digits that
-- sort alike in every language (`eye.assessments.find`). Eye writes them; without `find_id` it has yet to.
alter table candidates add column find_id text;
alter table candidates add column find_first text;
alter table candidates add column find_last text;
alter table candidates add column find_email text;
create index candidates_find_id on candidates (organisation_id, find_id, id) where find_id > '';
create index candidates_find_first on candidates (organisation_id, find_first, id) where find_first > '';
create index candidates_find_last on candidates (organisation_id, find_last, id) where find_last > '';
create index candidates_find_email on candidates (organisation_id, find_email, id) where find_email > '';
create index candidates_unfound on candidates (organisation_id) where find_id is null;

-- Those with a risk in one assessment, the highest first.
create index sessions_assessment_risk on sessions (organisation_id, assessment_id, risk, id) where risk > 0;
-- Starts of a key are counted by the hour.
drop index sessions_key;
