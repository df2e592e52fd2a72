-- The sessions of one assessment, newest first. As with those of a candidate, only who says so takes it: a start must find
-- its own attempt otherwise.
create index sessions_assessment on sessions (organisation_id, assessment_id, id) where created_at > 0;
