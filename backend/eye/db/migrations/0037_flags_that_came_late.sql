-- Flags that were made more than an hour after what they are about: what was offline, or what a person noted later. All
-- others of a day are found by the time in their ids.
create index flags_delayed on flags (organisation_id, raised_at) where created_at > raised_at + 3600000;
