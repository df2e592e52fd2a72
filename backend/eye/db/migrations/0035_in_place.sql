-- Every batch says when its session was last seen. An index of that has to be written each time, and keeps PostgreSQL
-- from writing the row in place. Sessions that run are few among all, and `last_seen` is looked at in their rows.
drop index sessions_unended;
create index sessions_unended on sessions (created_at) where ended_at is null and created_at > 0;
