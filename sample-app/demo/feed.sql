-- What the operator of the database applies so that it tells the agent of changes: what
--   java -jar latchkey.jar feed-ddl users user_roles
-- prints, with one difference. Each request of the service notes in users.last_seen that somebody was here. No user is
-- made of that, so the trigger on users leaves that column out by listing all others. A column that is added to the table
-- has to be added here.
create role latchkey login password 'latchkey';

create or replace function public.latchkey_change() returns trigger language plpgsql as $body$
begin
  perform pg_notify('latchkey_change', TG_RELID::text);
  return null;
end $body$;

drop trigger if exists latchkey_change on users;
create trigger latchkey_change
  after insert or delete or truncate or update of id, subject, name, email on users
  for each statement execute function public.latchkey_change();
alter table users enable always trigger latchkey_change;

drop trigger if exists latchkey_change on user_roles;
create trigger latchkey_change after insert or update or delete or truncate on user_roles
  for each statement execute function public.latchkey_change();
alter table user_roles enable always trigger latchkey_change;
