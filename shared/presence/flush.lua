-- Writes a batch of changes onto the row set it was made for, and publishes it.
-- Running it twice does it once.
--
-- KEYS[1] the rows        HASH ref -> row, '#' -> mark
-- KEYS[2] the nodes       SET
-- KEYS[3] the channel
-- ARGV[1] mark it builds on, '' where there must be none
-- ARGV[2] size of the hash at that mark
-- ARGV[3] mark it leads to
-- ARGV[4] lease, ms
-- ARGV[5] node
-- ARGV[6] PUBLISH or SPUBLISH
-- ARGV[7] message
-- ARGV[8] number n of rows to set
-- ARGV[9 .. 8+2n] ref, row, …
-- ARGV[9+2n ..]   refs to delete
--
-- Returns {'done'|'lost', mark found, size found}; 'lost' has changed nothing.
local found = redis.call('HGET', KEYS[1], '#') or ''
local size = redis.call('HLEN', KEYS[1])
if found == ARGV[3] then
	return {'done', found, size}
end
if found ~= ARGV[1] or size ~= tonumber(ARGV[2]) then
	return {'lost', found, size}
end
local last = 8 + 2 * tonumber(ARGV[8])
redis.call('HSET', KEYS[1], '#', ARGV[3], unpack(ARGV, 9, last))
if #ARGV > last then
	redis.call('HDEL', KEYS[1], unpack(ARGV, last + 1))
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('SADD', KEYS[2], ARGV[5])
redis.call(ARGV[6], KEYS[3], ARGV[7])
return {'done', ARGV[3], redis.call('HLEN', KEYS[1])}
