-- A page ends at its number of events or where its bodies reach a size, whichever comes first; it has one event at least.
-- `offset 0` keeps the bodies a look-up per event: joined, a page's plan may read all bodies from the first one on.
select * from (
  select e.position, e.revision, e.recorded_when, e.version, e.id, e.type, e.stream, e.actor, e.on_behalf_of, e.protocol,
    e.correlation_id, e.causation_id, e.data, e.claims, e.body_hash, e.sent_hash, b.salt, b.stored, b.sent,
    sum(coalesce(octet_length(b.stored), 0) + coalesce(octet_length(b.sent), 0))
      over (order by e.position rows between unbounded preceding and 1 preceding) as octets_before
  from (
    select * from fasti.events
    where position > $1::int8 and position <= $2::int8
    order by position limit $3::int8
  ) e
  left join lateral (select * from fasti.bodies where $4::bool and bodies.position = e.position offset 0) b on true
) page
where coalesce(octets_before, 0) < 16777216
order by position
