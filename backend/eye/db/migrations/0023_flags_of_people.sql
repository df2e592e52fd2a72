-- Who raised a flag by hand: a key of the platform's server or a member; null for what Eye's own rules raised.
alter table flags add column raised_by text;
