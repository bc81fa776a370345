-- What SOGo's views of users have as well: resources, and how many bookings each takes at a time.
alter table fasti.users
  add column kind text not null default 'individual' check (kind in ('individual', 'group', 'location', 'thing')),
  add column multiple_bookings int4;
