select e.position, e.revision, e.recorded_when, e.version, e.id, e.type, e.stream, e.actor, e.on_behalf_of, e.protocol,
  e.correlation_id, e.causation_id, e.data, b.stored, b.sent
from fasti.events e left join fasti.bodies b on b.position = e.position and $4::bool
where e.position > $1::int8 and e.position <= $2::int8
order by e.position limit $3::int8
