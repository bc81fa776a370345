select e.body_hash, e.sent_hash, b.salt, b.stored, b.sent
from fasti.events e left join fasti.bodies b using (position)
where e.position = $1::int8
