-- Deletes the row set of a node that stops, and says so.
--
-- KEYS[1] the rows        HASH ref -> row, '#' -> mark
-- KEYS[2] the nodes       SET
-- KEYS[3] the channel
-- ARGV[1] node
-- ARGV[2] PUBLISH or SPUBLISH
-- ARGV[3] message
--
-- Returns {'done', '', 0}.
redis.call('UNLINK', KEYS[1])
redis.call('SREM', KEYS[2], ARGV[1])
redis.call(ARGV[2], KEYS[3], ARGV[3])
return {'done', '', 0}
