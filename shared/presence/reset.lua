-- Replaces a row set by a rewrite that is small enough for one script.
-- Running it twice does it once; one that comes late does nothing.
--
-- KEYS[1] the rows        HASH ref -> row, '#' -> mark
-- KEYS[2] the nodes       SET
-- KEYS[3] the channel
-- ARGV[1] mark of the rewrite
-- ARGV[2] its seq
-- ARGV[3] lease, ms
-- ARGV[4] node
-- ARGV[5] PUBLISH or SPUBLISH
-- ARGV[6] message
-- ARGV[7 ..] ref, row, …
--
-- Returns {'done'|'lost', mark found, size found}; 'lost': a higher seq is there.
local found = redis.call('HGET', KEYS[1], '#') or ''
local size = redis.call('HLEN', KEYS[1])
if found == ARGV[1] then
	return {'done', found, size}
end
if tonumber(string.match(found, '^%d+') or '0') >= tonumber(ARGV[2]) then
	return {'lost', found, size}
end
redis.call('UNLINK', KEYS[1])
redis.call('HSET', KEYS[1], '#', ARGV[1], unpack(ARGV, 7))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('SADD', KEYS[2], ARGV[4])
redis.call(ARGV[5], KEYS[3], ARGV[6])
return {'done', ARGV[1], redis.call('HLEN', KEYS[1])}
