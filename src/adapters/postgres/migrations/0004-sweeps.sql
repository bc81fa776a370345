-- Rows that nobody can reach any more, by table and first column of the key: deleted in small steps, off the append lock.
create table fasti.sweeps (
  number     int8 generated always as identity primary key,
  table_name text collate "C" not null,
  first      text collate "C" not null
);
create index sweeps_rows on fasti.sweeps (table_name, first);
