select c.scope, encode(c.key_hash, 'hex'), c.holder
from unnest($1::text[], $2::bytea[]) k (scope, key_hash) join fasti.claims c using (scope, key_hash)
