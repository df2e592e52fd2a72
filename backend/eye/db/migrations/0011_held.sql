-- What a started session may still cost stands in its own row: one row less to write at every start and end.
alter table sessions add column held bigint not null default 0;
update sessions set held = coalesce((select credits from holds h where h.session_id = sessions.id), 0);
drop table holds;
