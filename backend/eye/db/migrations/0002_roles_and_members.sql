-- Roles that an organisation makes itself; members and keys name them by id, the built-in ones by name.
create table roles (
  organisation_id text not null references organisations (id),
  id text not null,
  name text not null,
  permissions text not null,
  created_at bigint not null,
  primary key (organisation_id, id)
);

alter table audit add column address text;
create index audit_actor on audit (organisation_id, actor, id);
create index audit_subject on audit (organisation_id, subject, id);
