-- Deletes the row set of a node that stops, and says so, whatever Redis answers
-- to the first: a server that refuses writes still publishes, and what it kept
-- ends with its lease.
--
-- KEYS[1] the rows        HASH ref -> row, '#' -> mark
-- KEYS[2] the nodes       SET
-- KEYS[3] the channel
-- ARGV[1] node
-- ARGV[2] PUBLISH or SPUBLISH
-- ARGV[3] message
--
-- Returns {'done', '', 0}.
redis.pcall('UNLINK', KEYS[1])
redis.pcall('SREM', KEYS[2], ARGV[1])
redis.call(ARGV[2], KEYS[3], ARGV[3])
return {'done', '', 0}
