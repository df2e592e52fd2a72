-- The newest of one kind of act in an audit log of many, as the page of retention shows those of erasing.
create index audit_act on audit (organisation_id, act, id);
-- Charts find what was spent by the time in the ids of the ledger; this one is written for nothing.
drop index ledger_since;
