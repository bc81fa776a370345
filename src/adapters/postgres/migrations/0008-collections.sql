-- The tables of calendars and calendar objects became those of collections and members, which are built from the log.
delete from fasti.sweeps where table_name in ('calendar_objects', 'calendar_removals');
drop table if exists fasti.calendars, fasti.calendar_objects, fasti.calendar_removals;
delete from fasti.projections where name in ('calendars', 'calendar-objects');
