select stream, revision, state from fasti.streams where stream = any ($1::text[])
