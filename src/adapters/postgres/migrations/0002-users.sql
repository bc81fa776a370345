-- The built-in directory: not history, so not in the log. `password` is a hash with its scheme and parameters.
create table fasti.users (
  login text primary key check (octet_length(login) between 1 and 128),
  name text not null,
  mails text[] not null,
  password text not null,
  created_at timestamptz not null default now()
);
