-- When a session's evidence is to be erased, as its candidate was told, and when it was.
alter table sessions add column erase_at bigint;
alter table sessions add column erased_at bigint;
create index sessions_erase on sessions (erase_at) where erase_at > 0 and erased_at is null;
