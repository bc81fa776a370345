-- Whether events of a batch are in the log, after the connection was lost: only positions after the batch's head matter.
select id from fasti.events where position > $1::int8 and id = any ($2::text[])
