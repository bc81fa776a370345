-- The event log: the only truth. All text is compared by its octets, so that an index outlives the system's collations.

-- What a site is, told apart from every copy of it. `log_key` keys the hashes of bodies and unique keys.
create table fasti.log_site (
  one       bool primary key default true check (one),
  log_key   bytea not null check (octet_length(log_key) = 32),
  -- where the log lived when it was last opened: system identifier, timeline, and the object ids of database and table
  residence text collate "C" not null
);

-- The head is rewritten by every append: narrow, and with room for its next versions on its own page.
create table fasti.log_head (
  one       bool primary key default true check (one),
  position  int8 not null,
  last_when int8 not null,
  epoch     int4 not null,
  -- the versions of all same-transaction projections and stream states in one value: a program with others must not append
  fence     text collate "C" not null
) with (fillfactor = 10);

create table fasti.events (
  position       int8 primary key,
  revision       int8 not null,
  recorded_when  int8 not null,
  version        int4 not null,
  id             text collate "C" not null,
  type           text collate "C" not null,
  stream         text collate "C" not null,
  actor          text collate "C" not null,
  on_behalf_of   text collate "C",
  protocol       text collate "C" not null,
  correlation_id text collate "C" not null,
  causation_id   text collate "C",
  -- json, not jsonb: what was written is what is read, every escape and every order of members
  data           json not null,
  -- on the first event of an append: the unique keys that it took and released
  claims         json,
  body_hash      bytea,
  sent_hash      bytea,
  unique (stream, revision),
  -- the one rule that is asked of every row, as one expression: each more costs every append
  constraint events_metadata check (actor <> '' and protocol <> '' and correlation_id <> '')
);
comment on column fasti.events.recorded_when is 'UTC milliseconds since 1970: to_timestamp(recorded_when / 1000.0)';

-- What clients sent. The salt goes with the body: without it the event's hash says nothing about what was erased.
create table fasti.bodies (
  position int8 primary key,
  salt     bytea not null,
  stored   bytea not null,
  sent     bytea
);

-- Who asked, from where: personal, erasable, one per correlation id.
create table fasti.requests (
  correlation_id text collate "C" primary key,
  recorded_when  int8 not null,
  address        text not null,
  user_agent     text not null
);

-- What `evolve` made of each stream; rewritten at every event, mostly on the same page.
create table fasti.streams (
  stream   text collate "C" primary key,
  revision int8 not null,
  position int8 not null,
  state    json not null
) with (fillfactor = 80);

-- Unique keys, as keyed hashes.
create table fasti.claims (
  scope    text collate "C" not null,
  key_hash bytea not null,
  holder   text collate "C" not null,
  primary key (scope, key_hash)
);

-- The versions behind the tables: kind 'projection' (same-transaction), 'streams', or 'following' (with its checkpoint).
create table fasti.projections (
  kind     text collate "C" not null,
  name     text collate "C" not null,
  version  int4 not null,
  -- what a new version replaces
  tables   text[] not null,
  state    text collate "C" not null check (state in ('live', 'parked')),
  position int8 not null,
  error    text,
  primary key (kind, name)
);
