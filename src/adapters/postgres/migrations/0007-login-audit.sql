-- Counts of tries and requests: volatile, so unlogged. A crash of the database forgets them, which lets somebody try again.
create unlogged table fasti.rate_limits (
  key    text collate "C" primary key,
  points int4 not null,
  -- UTC ms
  expire int8
);
create index rate_limits_expire on fasti.rate_limits (expire);

-- Who came from where to what end, counted by the hour. Not history, and swept after a while; still it survives a crash.
create table fasti.login_audit (
  -- UTC ms, as first and last
  hour      int8 not null,
  principal text collate "C" not null,
  -- a keyed hash: what was typed may be a password
  login     text collate "C" not null,
  network   text collate "C" not null,
  protocol  text collate "C" not null,
  outcome   text collate "C" not null,
  count     int8 not null,
  first     int8 not null,
  last      int8 not null,
  primary key (hour, principal, login, network, protocol, outcome)
);

-- When an app password was last of use: for its owner, who wonders which to revoke.
create table fasti.app_password_uses (
  principal text collate "C" not null,
  id        text collate "C" not null,
  -- UTC ms
  last      int8 not null,
  primary key (principal, id)
);
