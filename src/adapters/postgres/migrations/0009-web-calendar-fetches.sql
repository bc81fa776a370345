-- When each web calendar is fetched next, and who does: volatile, so unlogged. A crash of the database forgets it, which
-- costs one more fetch of each.
create unlogged table fasti.web_calendar_fetches (
  collection    text collate "C" primary key,
  -- UTC ms: when it is to be fetched; while it is leased, when somebody else may take it
  due           int8 not null,
  lease         text collate "C",
  -- what its server said of the text that is here
  etag          text,
  last_modified text,
  -- UTC ms of the last success
  fetched       int8,
  imported      int4 not null default 0,
  skipped       int4 not null default 0,
  failures      int4 not null default 0,
  error         text
);
create index web_calendar_fetches_due on fasti.web_calendar_fetches (due);
