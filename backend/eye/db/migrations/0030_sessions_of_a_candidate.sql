-- SQLite took the condition on the candidate for a range and read every session of the organisation. What is asked for
-- besides is now something that can be no range in this index.
drop index sessions_candidate;
create index sessions_candidate on sessions (organisation_id, candidate_id, id) where created_at > 0;
