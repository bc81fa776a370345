-- WebDAV locks: volatile, so unlogged. A crash of the database releases them all, which costs a retry.
create unlogged table fasti.locks (
  token     text collate "C" primary key,
  -- names from the principal on, each after a slash: what is below a path sorts between 'path/' and 'path0'
  path      text collate "C" not null,
  href      text not null,
  depth     text collate "C" not null check (depth in ('0', 'infinity')),
  scope     text collate "C" not null check (scope in ('exclusive', 'shared')),
  owner     text not null,
  principal text collate "C" not null,
  expires   int8 not null
);
create index locks_path on fasti.locks (path);
create index locks_principal on fasti.locks (principal);

-- The path, and everything above it up to its first name.
create function fasti.lock_scopes(path text) returns text[] language sql immutable strict parallel safe as $$
  select array_agg(array_to_string(names[1:n], '/') collate "C")
  from string_to_array(path, '/') names, generate_series(2, array_length(names, 1)) n
$$;

-- Adds a lock unless it conflicts; returns those it conflicts with. `refused` is true where the principal has too many.
-- One command at a time for each tree, and the look is taken after the wait: of two that conflict one sees the other.
create function fasti.add_lock(
  new_token text, new_path text, new_href text, new_depth text, new_scope text, new_owner text, new_principal text,
  new_expires int8, at int8, most int4, out refused bool, out conflicts json
) language plpgsql as $$
begin
  perform pg_advisory_xact_lock(1718381163, hashtext(split_part(new_path, '/', 2)));
  delete from fasti.locks where token in (select token from fasti.locks where expires <= at limit 100 for update skip locked);
  select json_agg(l) into conflicts from fasti.locks l
  where l.expires > at and (new_scope = 'exclusive' or l.scope = 'exclusive')
    and (l.path = new_path
      or (l.depth = 'infinity' and l.path = any(fasti.lock_scopes(new_path)))
      or (new_depth = 'infinity' and l.path > new_path || '/' and l.path < new_path || '0'));
  refused := conflicts is null
    and (select count(*) from fasti.locks l where l.principal = new_principal and l.expires > at) >= most;
  if conflicts is null and not refused then
    insert into fasti.locks
    values (new_token, new_path, new_href, new_depth, new_scope, new_owner, new_principal, new_expires);
  end if;
end
$$;
