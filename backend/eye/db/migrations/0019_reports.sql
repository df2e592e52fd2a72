-- When the report of an ended session is looked at next, to tell the organisation's servers that it is ready.
alter table sessions add column report_at bigint;
create index sessions_report on sessions (report_at) where report_at > 0;
