-- What is switched off or relaxed for one candidate, everywhere or in one assessment.
alter table candidates add column accommodations text not null default '{}';
