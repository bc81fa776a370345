-- A page ends at its number of events or where its bodies reach a size, whichever comes first; it has one event at least.
select * from (
  select e.position, e.revision, e.recorded_when, e.version, e.id, e.type, e.stream, e.actor, e.on_behalf_of, e.protocol,
    e.correlation_id, e.causation_id, e.data, e.claims, e.body_hash, e.sent_hash, b.salt, b.stored, b.sent,
    coalesce(sum(octet_length(b.stored) + coalesce(octet_length(b.sent), 0))
      over (order by e.position rows between unbounded preceding and 1 preceding), 0) as octets_before
  from fasti.events e left join fasti.bodies b on b.position = e.position and $4::bool
  where e.position > $1::int8 and e.position <= $2::int8
  order by e.position limit $3::int8
) page
where octets_before < 16777216
order by position
