-- What an organisation erases next, without a look at what all others do.
create index sessions_erased_next on sessions (organisation_id, erase_at) where erase_at > 0 and erased_at is null;
