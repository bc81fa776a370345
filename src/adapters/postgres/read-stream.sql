select e.position, e.revision, e.recorded_when, e.version, e.id, e.type, e.stream, e.actor, e.on_behalf_of, e.protocol,
  e.correlation_id, e.causation_id, e.data, b.stored, b.sent
from fasti.events e
  left join lateral (select * from fasti.bodies where bodies.position = e.position offset 0) b on true
where e.stream = $1 and e.revision >= $2::int8
order by e.revision
