-- What a session's detectors really watched: a small JSON of merged intervals, kept with the row that a batch locks.
alter table sessions add column watched text not null default '{}';
